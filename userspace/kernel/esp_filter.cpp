// SPDX-License-Identifier: Apache-2.0
#include "kernel/esp_filter.h"

#include <fmt/format.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <net/ethernet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>

#include "kernel/kernel_symbols.h"

namespace canary {
namespace {

using Bytes = std::vector<std::uint8_t>;

enum class Match : std::uint8_t { Never, Maybe, Always };

/// What is known of the packet, by what a rule loads.
std::optional<Bytes> loaded(const NftExpression& load, Family family) {
  const bool is_v4 = family == Family::V4;
  if (load.kind == "meta") {
    const auto ether = static_cast<std::uint16_t>(is_v4 ? ETHERTYPE_IP : ETHERTYPE_IPV6);
    switch (load.key) {
      case NFT_META_L4PROTO:
        return Bytes{IPPROTO_ESP};
      case NFT_META_NFPROTO:
        return Bytes{static_cast<std::uint8_t>(is_v4 ? NFPROTO_IPV4 : NFPROTO_IPV6)};
      case NFT_META_PROTOCOL:
        return Bytes{static_cast<std::uint8_t>(ether >> 8), static_cast<std::uint8_t>(ether)};
      default:
        return std::nullopt;
    }
  }
  // Where the headers of IPv4 and IPv6 have the protocol (RFC 791, 3.1; RFC 8200, 3).
  constexpr std::uint32_t kProtocolV4 = 9, kProtocolV6 = 6;
  if (load.kind == "payload" && load.base == NFT_PAYLOAD_NETWORK_HEADER &&
      load.offset == (is_v4 ? kProtocolV4 : kProtocolV6))
    return Bytes{IPPROTO_ESP};
  return std::nullopt;
}

bool is_protocol(const NftExpression& load, Family family) {
  return loaded(load, family) == Bytes{IPPROTO_ESP};
}

/// Does nothing to the packet.
bool is_remark(const NftExpression& one) {
  constexpr std::array<std::string_view, 5> kRemarks{"counter", "log", "notrack", "last", "nat"};
  constexpr std::array<std::string_view, 5> kTargets{"LOG", "NFLOG", "MARK", "CONNMARK", "CT"};
  return std::ranges::find(kRemarks, one.kind) != kRemarks.end() ||
         (one.kind == "target" && std::ranges::find(kTargets, one.target) != kTargets.end());
}

/// A rule as it meets the packet.
struct Outcome {
  Match match = Match::Always;
  bool is_for_esp = false;            ///< it asks for the protocol
  std::optional<NftVerdict> verdict;  ///< absent: the packet goes on to the next rule
  bool may_decide = false;            ///< by something that is not read here
};

class RuleReader {
 public:
  explicit RuleReader(Family family) : family_(family) {}

  Outcome read(const NftRule& rule) {
    registers_.clear();
    outcome_ = {};
    for (const auto& expression : rule.expressions) step(expression);
    return outcome_;
  }

 private:
  struct Register {
    std::optional<Bytes> value;
    bool is_protocol = false;
  };

  void step(const NftExpression& one) {
    if (one.kind == "cmp") {
      compare(one, registers_[one.reads.value_or(0)]);
    } else if (one.kind == "lookup") {
      outcome_.is_for_esp |= registers_[one.reads.value_or(0)].is_protocol;
      weaken();
      if (one.writes == std::uint32_t{NFT_REG_VERDICT}) outcome_.may_decide = true;
    } else if (one.kind == "immediate" && one.verdict) {
      outcome_.verdict = one.verdict;
    } else if (one.kind == "reject" || (one.kind == "target" && one.target == "REJECT")) {
      outcome_.verdict = NftVerdict{NF_DROP, ""};
    } else if (one.writes) {
      registers_[*one.writes] = {loaded(one, family_), is_protocol(one, family_)};
    } else if (one.kind == "match" || one.kind == "limit" || one.kind == "quota" ||
               one.kind == "connlimit" || one.kind == "range") {
      weaken();
    } else if (!is_remark(one) && !one.reads) {
      outcome_.may_decide = true;
    }
  }

  void compare(const NftExpression& one, const Register& with) {
    if (!with.value || (one.operation != NFT_CMP_EQ && one.operation != NFT_CMP_NEQ))
      return weaken();
    if (with.value->size() != one.data.size()) {  // what stands beside it was loaded with it
      outcome_.is_for_esp |= with.is_protocol;
      return weaken();
    }
    const bool is_equal = *with.value == one.data;
    if (is_equal != (one.operation == NFT_CMP_EQ)) outcome_.match = Match::Never;
    outcome_.is_for_esp |= with.is_protocol && is_equal;
  }
  void weaken() { outcome_.match = std::min(outcome_.match, Match::Maybe); }

  Family family_;
  std::map<std::uint32_t, Register> registers_;
  Outcome outcome_;
};

std::string_view family_name(std::uint8_t family) {
  switch (family) {
    case NFPROTO_IPV4:
      return "ip";
    case NFPROTO_IPV6:
      return "ip6";
    default:
      return "inet";
  }
}

std::string_view way_of(std::uint32_t hook) {
  return hook == NF_INET_LOCAL_OUT || hook == NF_INET_POST_ROUTING ? "out" : "in";
}

/// Follows the packet from the beginning of one chain of a hook.
class Walk {
 public:
  Walk(const std::vector<NftChain>& chains, Family family) : chains_(chains), reader_(family) {}

  EspFilter from(const NftChain& base) {
    way_ = way_of(*base.hook);
    if (!go(base, 0) && base.drops_at_its_end) drop(base, "its end (policy drop)");
    return found_;
  }

 private:
  /// True: the packet is decided of, for sure.
  bool go(const NftChain& chain, int depth) {
    constexpr int kDeepest = 16;  // NFT_JUMP_STACK_SIZE
    if (depth == kDeepest) return true;
    for (const auto& rule : chain.rules) {
      const auto outcome = reader_.read(rule);
      if (outcome.match == Match::Never) continue;
      may_be_spared_ |= outcome.may_decide;
      if (!outcome.verdict) continue;
      if (decide(chain, rule, outcome, depth)) return true;
      if (outcome.match == Match::Always && outcome.verdict->code == NFT_RETURN) return false;
    }
    return false;
  }

  bool decide(const NftChain& chain, const NftRule& rule, const Outcome& outcome, int depth) {
    const bool is_sure = outcome.match == Match::Always;
    const auto& verdict = *outcome.verdict;
    switch (verdict.code) {
      case NF_DROP:
        // For other reasons than its protocol some packets are dropped anywhere.
        if (is_sure || outcome.is_for_esp)
          drop(chain, fmt::format("rule {}", rule.handle), !is_sure);
        return is_sure;
      case NFT_JUMP:
      case NFT_GOTO:
        return follow(chain, verdict.chain, is_sure, depth) ||
               (is_sure && verdict.code == NFT_GOTO);
      case NF_ACCEPT:
        may_be_spared_ |= !is_sure;
        return is_sure;
      case NFT_RETURN:
      case NFT_CONTINUE:
        return false;
      default:
        may_be_spared_ = true;
        return false;
    }
  }

  bool follow(const NftChain& from, const std::string& name, bool is_sure, int depth) {
    const auto to = std::ranges::find_if(chains_, [&](const NftChain& one) {
      return one.family == from.family && one.table == from.table && one.name == name;
    });
    if (to == chains_.end()) return false;
    // Where only some packets are led there, no drop is sure from then on.
    may_be_spared_ |= !is_sure;
    return go(*to, depth + 1) && is_sure;
  }

  void drop(const NftChain& chain, std::string_view what, bool asks_for_more = false) {
    const bool is_sure = !may_be_spared_ && !asks_for_more;
    const auto answer = is_sure ? FilterAnswer::Drops : FilterAnswer::CannotTell;
    if (answer <= found_.answer) return;
    found_.answer = answer;
    found_.words =
        fmt::format("table {} {}, chain {}, {}, {} it on its way {}", family_name(chain.family),
                    chain.table, chain.name, what, is_sure ? "drops" : "may drop", way_);
  }

  const std::vector<NftChain>& chains_;
  RuleReader reader_;
  EspFilter found_;
  std::string_view way_;
  bool may_be_spared_ = false;  ///< a rule before may have accepted it
};

/// ESP that this node forwards is others'.
bool is_on_the_way(const NftChain& chain, Family family) {
  const auto own = family == Family::V4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
  return chain.hook && *chain.hook != NF_INET_FORWARD && *chain.hook < NF_INET_NUMHOOKS &&
         (chain.family == NFPROTO_INET || chain.family == own);
}

}  // namespace

EspFilter judge_esp(const std::vector<NftChain>& chains, Family family) {
  EspFilter worst;
  for (const auto& chain : chains) {
    if (!is_on_the_way(chain, family)) continue;
    auto found = Walk(chains, family).from(chain);
    if (found.answer > worst.answer) worst = std::move(found);
  }
  return worst;
}

EspFilter find_esp_filter(Family family) {
  const bool has_nf_tables = std::filesystem::exists("/sys/module/nf_tables") ||
                             KernelSymbols::read().has_function("nf_tables_newrule");
  if (!has_nf_tables) return {};
  const auto chains = read_nft_ruleset();
  if (!chains) return {FilterAnswer::CannotTell, chains.error().message};
  return judge_esp(*chains, family);
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "kernel/nft_ruleset.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "uplinks/netlink_answer.h"

namespace canary {
namespace {

struct CloseNftSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};
using NftSocket = std::unique_ptr<mnl_socket, CloseNftSocket>;

Error nft_error(int errno_value) {
  return system_error("list the rules of nf_tables", errno_value).error();
}

/// Attributes by their number; the highest that is asked for below is 10.
class Attributes {
 public:
  explicit Attributes(const nlattr* nest) {
    if (nest != nullptr) mnl_attr_parse_nested(nest, &Attributes::keep, this);
  }
  Attributes(const nlmsghdr& message, std::size_t header) {
    mnl_attr_parse(&message, static_cast<unsigned>(header), &Attributes::keep, this);
  }

  [[nodiscard]] const nlattr* operator[](std::size_t type) const { return found_.at(type); }
  [[nodiscard]] std::optional<std::uint32_t> number(std::size_t type) const {
    const auto* attribute = found_.at(type);
    if (attribute == nullptr || mnl_attr_get_payload_len(attribute) < sizeof(std::uint32_t))
      return std::nullopt;
    return ntohl(mnl_attr_get_u32(attribute));
  }
  [[nodiscard]] std::string text(std::size_t type) const {
    const auto* attribute = found_.at(type);
    if (attribute == nullptr) return {};
    const auto* words = static_cast<const char*>(mnl_attr_get_payload(attribute));
    return {words, strnlen(words, mnl_attr_get_payload_len(attribute))};
  }

 private:
  static int keep(const nlattr* attribute, void* self) {
    auto& found = static_cast<Attributes*>(self)->found_;
    if (const auto type = mnl_attr_get_type(attribute); type < found.size())
      found.at(type) = attribute;
    return MNL_CB_OK;
  }

  std::array<const nlattr*, 16> found_{};
};

std::vector<std::uint8_t> value_of(const nlattr* nest) {
  const auto* value = Attributes(nest)[NFTA_DATA_VALUE];
  if (value == nullptr) return {};
  const auto* bytes = static_cast<const std::uint8_t*>(mnl_attr_get_payload(value));
  return {bytes, bytes + mnl_attr_get_payload_len(value)};
}

std::optional<NftVerdict> verdict_of(const nlattr* nest) {
  const auto* verdict = Attributes(nest)[NFTA_DATA_VERDICT];
  if (verdict == nullptr) return std::nullopt;
  const Attributes parts(verdict);
  return NftVerdict{static_cast<std::int32_t>(parts.number(NFTA_VERDICT_CODE).value_or(0)),
                    parts.text(NFTA_VERDICT_CHAIN)};
}

NftExpression expression_of(const nlattr* element) {
  const Attributes outer(element);
  const Attributes inner(outer[NFTA_EXPR_DATA]);
  NftExpression expression;
  expression.kind = outer.text(NFTA_EXPR_NAME);
  if (expression.kind == "meta") {
    expression.writes = inner.number(NFTA_META_DREG);
    expression.reads = inner.number(NFTA_META_SREG);
    expression.key = inner.number(NFTA_META_KEY).value_or(0);
  } else if (expression.kind == "payload") {
    expression.writes = inner.number(NFTA_PAYLOAD_DREG);
    expression.base = inner.number(NFTA_PAYLOAD_BASE).value_or(0);
    expression.offset = inner.number(NFTA_PAYLOAD_OFFSET).value_or(0);
  } else if (expression.kind == "cmp") {
    expression.reads = inner.number(NFTA_CMP_SREG);
    expression.operation = inner.number(NFTA_CMP_OP).value_or(0);
    expression.data = value_of(inner[NFTA_CMP_DATA]);
  } else if (expression.kind == "lookup") {
    expression.reads = inner.number(NFTA_LOOKUP_SREG);
    expression.writes = inner.number(NFTA_LOOKUP_DREG);
  } else if (expression.kind == "immediate") {
    expression.writes = inner.number(NFTA_IMMEDIATE_DREG);
    expression.verdict = verdict_of(inner[NFTA_IMMEDIATE_DATA]);
  } else if (expression.kind == "bitwise") {
    expression.writes = inner.number(NFTA_BITWISE_DREG);
  } else if (expression.kind == "target") {
    expression.target = inner.text(NFTA_TARGET_NAME);
  }
  return expression;
}

int keep_expression(const nlattr* element, void* data) {
  static_cast<NftRule*>(data)->expressions.push_back(expression_of(element));
  return MNL_CB_OK;
}

int keep_chain(const nlmsghdr* message, void* data) {
  const auto& header = *static_cast<const nfgenmsg*>(mnl_nlmsg_get_payload(message));
  const Attributes attributes(*message, sizeof(nfgenmsg));
  NftChain chain;
  chain.family = header.nfgen_family;
  chain.table = attributes.text(NFTA_CHAIN_TABLE);
  chain.name = attributes.text(NFTA_CHAIN_NAME);
  if (attributes[NFTA_CHAIN_HOOK] != nullptr)
    chain.hook = Attributes(attributes[NFTA_CHAIN_HOOK]).number(NFTA_HOOK_HOOKNUM);
  chain.drops_at_its_end = attributes.number(NFTA_CHAIN_POLICY) == std::uint32_t{NF_DROP};
  static_cast<std::vector<NftChain>*>(data)->push_back(std::move(chain));
  return MNL_CB_OK;
}

/// The kernel lists rules in the order in which a packet meets them.
int keep_rule(const nlmsghdr* message, void* data) {
  auto& chains = *static_cast<std::vector<NftChain>*>(data);
  const auto& header = *static_cast<const nfgenmsg*>(mnl_nlmsg_get_payload(message));
  const Attributes attributes(*message, sizeof(nfgenmsg));
  const auto chain = std::ranges::find_if(chains, [&](const NftChain& one) {
    return one.family == header.nfgen_family && one.table == attributes.text(NFTA_RULE_TABLE) &&
           one.name == attributes.text(NFTA_RULE_CHAIN);
  });
  if (chain == chains.end()) return MNL_CB_OK;
  NftRule rule;
  if (const auto* handle = attributes[NFTA_RULE_HANDLE])
    rule.handle = be64toh(mnl_attr_get_u64(handle));
  if (const auto* expressions = attributes[NFTA_RULE_EXPRESSIONS])
    mnl_attr_parse_nested(expressions, keep_expression, &rule);
  chain->rules.push_back(std::move(rule));
  return MNL_CB_OK;
}

Result<void> dump_nft(mnl_socket* socket, std::uint16_t what, mnl_cb_t keep,
                      std::vector<NftChain>& chains) {
  constexpr std::size_t kBytes = std::size_t{64} * 1024;
  std::vector<char> buffer(kBytes);
  nlmsghdr* request = mnl_nlmsg_put_header(buffer.data());
  request->nlmsg_type = static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | what);
  request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request->nlmsg_seq = what;
  const nfgenmsg header{NFPROTO_UNSPEC, NFNETLINK_V0, 0};
  *static_cast<nfgenmsg*>(mnl_nlmsg_put_extra_header(request, sizeof(header))) = header;
  if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
    return std::unexpected(nft_error(errno));
  const int failed = read_netlink_answer(socket, what, keep, &chains, buffer);
  if (failed != 0) return std::unexpected(nft_error(failed));
  return {};
}

}  // namespace

Result<std::vector<NftChain>> read_nft_ruleset() {
  const NftSocket socket(mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC));
  if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0)
    return std::unexpected(nft_error(errno));
  std::vector<NftChain> chains;
  if (auto read = dump_nft(socket.get(), NFT_MSG_GETCHAIN, keep_chain, chains); !read)
    return std::unexpected(read.error());
  if (auto read = dump_nft(socket.get(), NFT_MSG_GETRULE, keep_rule, chains); !read)
    return std::unexpected(read.error());
  return chains;
}

}  // namespace canary

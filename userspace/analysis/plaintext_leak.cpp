// SPDX-License-Identifier: Apache-2.0
#include "analysis/plaintext_leak.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>

#include "reading/words.h"

namespace canary {
namespace {

/// Evidence tells of so many pairs of addresses.
constexpr std::size_t kMostPairs = 20;

std::string beside_transition(Instant at, const Transition& transition) {
  if (transition.ready && at >= *transition.ready)
    return fmt::format("{} after the agent was ready", to_text(at - *transition.ready));
  if (transition.gone && at >= *transition.gone)
    return fmt::format("{} after the agent was gone", to_text(at - *transition.gone));
  if (transition.gone)
    return fmt::format("{} before the agent was gone", to_text(*transition.gone - at));
  if (transition.ready)
    return fmt::format("{} before the agent was ready", to_text(*transition.ready - at));
  return "with no transition of the agent seen";
}

/// What one node saw of packets from one node to another.
struct OneEnd {
  const NodeSession* session = nullptr;
  std::vector<const ClearCount*> counts;

  [[nodiscard]] std::uint64_t packets() const {
    std::uint64_t packets = 0;
    for (const auto* count : counts) packets += count->packets;
    return packets;
  }
};

/// The same of both ends, as far as they recorded.
struct Leak {
  NodeName from, to;
  OneEnd left, came;
};

std::string pair_text(const ClearCount& count) {
  return fmt::format("{} {}{}, {} of them seen as probes", count_of(count.packets, "packet"),
                     outer_text(count.source, count.destination),
                     count.authenticated ? " authenticated by AH, not encrypted" : "",
                     count.probes);
}

void add_evidence(const OneEnd& end, std::vector<std::string>& evidence) {
  Instant first{INT64_MAX}, last{INT64_MIN};
  for (const auto* count : end.counts) {
    first = std::min(first, count->first);
    last = std::max(last, count->last);
  }
  for (const auto* count : end.counts | std::views::take(kMostPairs))
    evidence.push_back(pair_text(*count));
  if (end.counts.size() > kMostPairs)
    evidence.push_back(
        fmt::format("and {} more pairs of addresses", end.counts.size() - kMostPairs));
  for (const auto& [which, at] : {std::pair{"first", first}, std::pair{"last", last}})
    evidence.push_back(fmt::format("{} seen {}, {}", which, to_rfc3339(at),
                                   beside_transition(at, end.session->transition)));
}

Finding to_finding(const Leak& leak) {
  const OneEnd& seen = leak.left.session != nullptr ? leak.left : leak.came;
  Finding finding{"plaintext-leak", Severity::Failure, seen.session->node(), "", {}, {}};
  const auto counted = count_of(seen.packets(), "packet");
  finding.summary =
      &seen == &leak.left
          ? fmt::format("{} to {} left {} in the clear", counted, leak.to, leak.from)
          : fmt::format("{} from {} came to {} in the clear", counted, leak.from, leak.to);
  add_evidence(seen, finding.evidence);
  if (&seen == &leak.left && leak.came.session != nullptr)
    finding.evidence.push_back(fmt::format("{} saw {} of them come", leak.to,
                                           std::min(leak.came.packets(), seen.packets())));
  finding.advice.push_back(fmt::format(
      "look on {} for the policy that must match these addresses and marks: ip xfrm policy",
      leak.from));
  return finding;
}

}  // namespace

std::vector<Finding> find_leaks(std::span<const NodeSession> sessions,
                                std::span<const std::vector<ClearCount>> counts,
                                const AddressBook& book) {
  const auto name_of = [&](const IpAddress& address) -> NodeName {
    const auto* owner = book.owner(address);
    return owner == nullptr ? "somebody who is no peer" : *owner;
  };
  std::map<std::pair<NodeName, NodeName>, Leak> leaks;
  for (std::size_t place = 0; place < sessions.size(); ++place) {
    const NodeSession& session = sessions[place];
    for (const auto& count : counts[place]) {
      if (count.word != ClearWord::Leaked) continue;
      const bool left = count.way == ClearWay::Left;
      const NodeName from = left ? session.node() : name_of(count.source);
      const NodeName to = left ? name_of(count.destination) : session.node();
      auto& leak = leaks[{from, to}];
      leak.from = from;
      leak.to = to;
      OneEnd& end = left ? leak.left : leak.came;
      end.session = &session;
      end.counts.push_back(&count);
    }
  }
  std::vector<Finding> findings;
  for (const auto& [ends, leak] : leaks) findings.push_back(to_finding(leak));
  return findings;
}

std::vector<Finding> find_uncounted_plaintext(std::span<const NodeSession> sessions) {
  std::vector<Finding> findings;
  for (const auto& session : sessions) {
    std::uint64_t packets = 0;
    for (const auto [at, uncounted] : session.seen.of<PlaintextUncounted>())
      packets = std::max(packets, uncounted.packets);
    if (packets == 0) continue;
    findings.push_back(
        {"plaintext-uncounted",
         Severity::Warning,
         session.node(),
         fmt::format("{} passed {} in the clear of which nobody knows whether they had to be "
                     "encrypted",
                     count_of(packets, "packet"), session.node()),
         {"packets are told apart by addresses, protocol and the ports that policies name, and "
          "there was no more room"},
         {}});
  }
  return findings;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "analysis/plaintext_leak.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reading/words.h"

namespace canary {
namespace {

using Pair = std::pair<IpAddress, IpAddress>;

Pair in_order(const IpAddress& a, const IpAddress& b) { return a < b ? Pair{a, b} : Pair{b, a}; }

/// Plaintext from one address to another.
struct Leak {
  std::uint64_t counted = 0;  ///< by the observer, which may not know these addresses as protected
  std::uint64_t probes = 0;
  Instant first{INT64_MAX}, last{INT64_MIN};

  [[nodiscard]] std::uint64_t packets() const { return std::max(counted, probes); }
  void seen(Instant at) {
    first = std::min(first, at);
    last = std::max(last, at);
  }
};

std::set<Pair> encrypted_pairs(std::span<const NodeSession> sessions) {
  std::set<Pair> pairs;
  for (const auto& session : sessions)
    for (const auto& path : session.paths)
      if (path.path.kind == PathKind::Encrypted)
        pairs.insert(in_order(path.key.sender, path.key.reflector));
  return pairs;
}

Pair ends_of(const ProbeKey& probe, ProbeLeg leg) {
  return leg == ProbeLeg::Request ? Pair{probe.sender, probe.reflector}
                                  : Pair{probe.reflector, probe.sender};
}

std::map<Pair, Leak> leaks_out(const NodeSession& session, const std::set<Pair>& encrypted) {
  std::map<Pair, Leak> leaks;
  for (const auto [at, counted] : session.seen.of<PlaintextCounted>()) {
    if (counted.packets == 0) continue;
    auto& leak = leaks[{counted.source, counted.destination}];
    if (counted.packets <= leak.counted) continue;  // a running total that stands still
    leak.counted = counted.packets;
    leak.seen(at);
  }
  for (const auto [at, clear] : session.seen.of<ProbeLeftInClear>()) {
    if (!encrypted.contains(in_order(clear.probe.sender, clear.probe.reflector))) continue;
    auto& leak = leaks[ends_of(clear.probe, clear.leg)];
    ++leak.probes;
    leak.seen(at);
  }
  return leaks;
}

/// Probes that came in from the wire in the clear: their sender leaks, and may not be watched.
std::map<Pair, Leak> leaks_in(const NodeSession& session, const std::set<Pair>& encrypted) {
  std::map<Pair, Leak> leaks;
  for (const auto [at, arrived] : session.seen.of<ProbeArrived>()) {
    if (arrived.decrypted) continue;
    if (!encrypted.contains(in_order(arrived.probe.sender, arrived.probe.reflector))) continue;
    auto& leak = leaks[ends_of(arrived.probe, arrived.leg)];
    ++leak.probes;
    leak.seen(at);
  }
  return leaks;
}

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

enum class Way : std::uint8_t { Out, In };

std::string summarise(const NodeSession& session, const NodeName& remote, Way way,
                      std::uint64_t packets) {
  const auto counted = count_of(packets, "packet");
  return way == Way::Out
             ? fmt::format("{} to {} left {} in the clear", counted, remote, session.node())
             : fmt::format("{} from {} came to {} in the clear", counted, remote, session.node());
}

Finding to_finding(const NodeSession& session, const NodeName& remote, Way way,
                   const std::vector<std::pair<Pair, Leak>>& leaks) {
  Finding finding{"plaintext-leak", Severity::Failure, session.node(), "", {}, {}};
  std::uint64_t packets = 0;
  Leak all;
  for (const auto& [pair, leak] : leaks) {
    packets += leak.packets();
    all.seen(leak.first);
    all.seen(leak.last);
    finding.evidence.push_back(fmt::format("{} {}, {} of them seen as probes",
                                           count_of(leak.packets(), "packet"),
                                           outer_text(pair.first, pair.second), leak.probes));
  }
  finding.summary = summarise(session, remote, way, packets);
  const auto line = [&](std::string_view which, Instant at) {
    return fmt::format("{} seen {}, {}", which, to_rfc3339(at),
                       beside_transition(at, session.transition));
  };
  finding.evidence.push_back(line("first", all.first));
  finding.evidence.push_back(line("last", all.last));
  finding.advice.push_back(fmt::format(
      "look on {} for the policy that must match these addresses and marks: ip xfrm policy",
      way == Way::Out ? session.node() : remote));
  return finding;
}

}  // namespace

std::vector<Finding> find_leaks(std::span<const NodeSession> sessions, const AddressBook& book) {
  const auto encrypted = encrypted_pairs(sessions);
  std::vector<Finding> findings;
  for (const auto& session : sessions) {
    std::map<NodeName, std::vector<std::pair<Pair, Leak>>> to, from;
    for (const auto& [pair, leak] : leaks_out(session, encrypted))
      to[book.name_of(pair.second)].emplace_back(pair, leak);
    for (const auto& [pair, leak] : leaks_in(session, encrypted))
      from[book.name_of(pair.first)].emplace_back(pair, leak);
    for (const auto& [remote, leaks] : to)
      findings.push_back(to_finding(session, remote, Way::Out, leaks));
    for (const auto& [remote, leaks] : from)
      findings.push_back(to_finding(session, remote, Way::In, leaks));
  }
  return findings;
}

}  // namespace canary

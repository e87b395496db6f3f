// SPDX-License-Identifier: Apache-2.0
#include "reading/probe_results.h"

#include <algorithm>
#include <unordered_map>

#include "reading/session_span.h"

namespace canary {
namespace {

/// One path while it is joined.
struct Joining {
  PathProbes path;
  std::unordered_map<std::uint32_t, std::size_t> by_sequence;
  std::vector<std::optional<Instant>> replied;  ///< parallel to path.probes

  ProbeResult& probe(std::uint32_t sequence, Instant sent) {
    const auto [entry, is_new] = by_sequence.try_emplace(sequence, path.probes.size());
    if (is_new) {
      auto& probe = path.probes.emplace_back();
      probe.sequence = sequence;
      probe.sent = sent;
      replied.emplace_back();
    }
    return path.probes[entry->second];
  }
};

class Joiner {
 public:
  explicit Joiner(const Seen& seen) : seen_(seen), first_sent_(first_probe_sent(seen)) {
    for (const auto [at, added] : seen.of<PathAdded>()) add_path(at, added);
    for (const auto [at, sent] : seen.of<ProbeSent>())
      if (auto* path = find(sent.ssid)) path->probe(sent.sequence, at).bytes = sent.bytes;
    for (const auto [at, refused] : seen.of<ProbeRefused>()) {
      auto* path = find(refused.ssid);
      if (path == nullptr) continue;
      auto& probe = path->probe(refused.sequence, at);
      probe.refusal = refused.error;
      if (refused.bytes) probe.bytes = *refused.bytes;
    }
    for (const auto [at, reply] : seen.of<ReplyReceived>())
      if (auto* path = find(reply.ssid)) take(*path, at, reply);
  }

  std::vector<PathProbes> results() {
    const Instant end = session_span(seen_).to;
    std::vector<PathProbes> paths;
    for (auto& joining : joining_) {
      decide(joining, end);
      std::ranges::stable_sort(joining.path.probes, {}, &ProbeResult::sent);
      paths.push_back(std::move(joining.path));
    }
    return paths;
  }

 private:
  void add_path(Instant at, const PathAdded& added) {
    if (!index_of_ssid_.try_emplace(added.ssid, joining_.size()).second) return;
    Joining joining;
    joining.path.path = {seen_.node(), added.remote, added.reflector.family, added.kind};
    joining.path.key = {added.sender, added.reflector, added.ssid, 0};
    joining.path.came_later = first_sent_ && at > *first_sent_;
    joining_.push_back(std::move(joining));
  }

  Joining* find(Ssid ssid) {
    const auto found = index_of_ssid_.find(ssid);
    return found == index_of_ssid_.end() ? nullptr : &joining_[found->second];
  }

  static void take(Joining& joining, Instant at, const ReplyReceived& reply) {
    const auto found = joining.by_sequence.find(reply.sequence);
    if (found == joining.by_sequence.end()) return;
    auto& probe = joining.path.probes[found->second];
    auto& replied = joining.replied[found->second];
    if (replied && *replied <= at) {
      joining.path.duplicate_reflections.push_back(reply.reflector_sequence);
      return;
    }
    if (probe.reflector_sequence)
      joining.path.duplicate_reflections.push_back(*probe.reflector_sequence);
    replied = at;
    probe.rtt = reply.rtt;
    probe.reflector_sequence = reply.reflector_sequence;
    probe.request_encrypted = reply.request_encrypted.value_or(false);
    probe.reply_decrypted = reply.reply_decrypted.value_or(false);
  }

  void decide(Joining& joining, Instant end) const {
    const Duration deadline = seen_.header().criteria.deadline;
    for (std::size_t i = 0; i < joining.replied.size(); ++i) {
      auto& probe = joining.path.probes[i];
      const auto& replied = joining.replied[i];
      if (replied)
        probe.outcome = *replied - probe.sent <= deadline ? Outcome::Answered : Outcome::Late;
      else if (probe.refusal || probe.sent + deadline <= end)
        probe.outcome = Outcome::Lost;
    }
  }

  const Seen& seen_;
  std::optional<Instant> first_sent_;
  std::vector<Joining> joining_;
  std::unordered_map<Ssid, std::size_t> index_of_ssid_;
};

}  // namespace

std::vector<PathProbes> join_probes(const Seen& seen) { return Joiner(seen).results(); }

ProbeCounts count_outcomes(const PathProbes& path) {
  ProbeCounts counts;
  for (const auto& probe : path.probes) {
    switch (probe.outcome) {
      case Outcome::Answered:
        ++counts.answered;
        break;
      case Outcome::Late:
        ++counts.late;
        break;
      case Outcome::Lost:
        ++counts.lost;
        break;
      case Outcome::Pending:
        continue;
    }
    ++counts.sent;
  }
  return counts;
}

std::optional<RoundTripTimes> round_trip_times(const PathProbes& path) {
  std::vector<Duration> times;
  for (const auto& probe : path.probes)
    if (probe.outcome == Outcome::Answered) times.push_back(probe.rtt);
  if (times.empty()) return std::nullopt;
  std::ranges::sort(times);
  const auto percentile = [&](std::size_t percent) {
    return times[(times.size() * percent + 99) / 100 - 1];
  };
  return RoundTripTimes{percentile(50), percentile(99), times.back()};
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "clocks/clock_bounds.h"

#include <functional>
#include <string_view>

#include "clocks/packed_name.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// What bears one name within this time is one packet and its duplicates; what comes later is of
/// another session that counts from 0 as well.
constexpr Duration kDuplicates = 1s;

/// Adds what was collected from the other side.
void append_turned(PacketTimes& times, const PacketTimes& more) {
  for (const auto& [ours, theirs, to_them] : more.bounds)
    times.bounds.push_back({theirs, ours, !to_them});
  times.impossible_replies += more.impossible_replies;
}

void read_own(const Seen& seen, ClockEvidence& evidence) {
  std::unordered_map<Ssid, const PathAdded*> paths;
  std::unordered_map<std::uint64_t, std::pair<std::vector<OwnProbe>*, std::size_t>> places;
  for (const auto [at, added] : seen.of<PathAdded>()) paths.emplace(added.ssid, &added);
  for (const auto [at, sent] : seen.of<ProbeSent>()) {
    const auto path = paths.find(sent.ssid);
    if (path == paths.end()) continue;
    const auto& added = *path->second;
    auto& own = evidence.own[added.remote];
    places[packed(sent.ssid, sent.sequence)] = {&own, own.size()};
    own.push_back({{added.sender, added.reflector, sent.ssid, sent.sequence}, at, {}, {}, {}});
  }
  for (const auto [at, reply] : seen.of<ReplyReceived>()) {
    const auto place = places.find(packed(reply.ssid, reply.sequence));
    if (place == places.end()) continue;
    auto& probe = place->second.first->at(place->second.second);
    if (probe.answered && *probe.answered <= at) continue;
    probe.answered = at;
    probe.reflector_received = reply.reflector_received;
    probe.reflector_sent = reply.reflector_sent;
  }
}

void note(std::optional<Instant>& first, PassingProbe& passing, Instant at) {
  if (first && std::chrono::abs(*first - at) > kDuplicates) passing.ambiguous = true;
  first = first ? std::min(*first, at) : at;
}

void read_passing(const Seen& seen, ClockEvidence& evidence) {
  const auto reply_left = [&](const ProbeKey& probe, Instant at) {
    auto& passing = evidence.passing[probe];
    note(passing.reply_left, passing, at);
  };
  for (const auto [at, arrived] : seen.of<ProbeArrived>()) {
    if (arrived.leg != ProbeLeg::Request) continue;
    auto& passing = evidence.passing[arrived.probe];
    note(passing.arrived, passing, at);
  }
  for (const auto [at, encrypted] : seen.of<ProbeEncrypted>())
    if (encrypted.leg == ProbeLeg::Reply) reply_left(encrypted.probe, at);
  for (const auto [at, clear] : seen.of<ProbeLeftInClear>())
    if (clear.leg == ProbeLeg::Reply) reply_left(clear.probe, at);
}

/// Adds what one probe says, by the prober's clock and the one that `arrived` and `reply_left` are
/// of. Both lie between when it was sent and when it was answered: where only one was seen, it
/// bounds the clocks from both sides.
void add(PacketTimes& times, const OwnProbe& probe, std::optional<Instant> arrived,
         std::optional<Instant> reply_left) {
  if (arrived && reply_left && *reply_left < *arrived) {
    ++times.impossible_replies;
    return;
  }
  if (const auto first = arrived ? arrived : reply_left)
    times.bounds.push_back({probe.sent, *first, true});
  if (const auto last = reply_left ? reply_left : arrived; last && probe.answered)
    times.bounds.push_back({*probe.answered, *last, false});
}

/// What the prober's probes to the reflector say, with the prober's clock as ours.
void collect(const ClockEvidence& prober, const ClockEvidence& reflector, PacketTimes& recorded,
             PacketTimes& told) {
  const auto own = prober.own.find(reflector.node);
  if (own == prober.own.end()) return;
  for (const auto& probe : own->second) {
    add(told, probe, probe.reflector_received, probe.reflector_sent);
    const auto found = reflector.passing.find(probe.key);
    if (found != reflector.passing.end() && !found->second.ambiguous)
      add(recorded, probe, found->second.arrived, found->second.reply_left);
  }
}

}  // namespace

std::size_t HashOfProbe::operator()(const ProbeKey& key) const {
  const auto bytes_of = [](const IpAddress& address) {
    return std::string_view(reinterpret_cast<const char*>(address.bytes.data()), address.size());
  };
  const std::hash<std::string_view> hash;
  return std::hash<std::uint64_t>{}(packed(key.ssid, key.sequence)) ^
         hash(bytes_of(key.sender)) * 31 ^ hash(bytes_of(key.reflector)) * 127;
}

ClockEvidence read_clock_evidence(const Seen& seen) {
  ClockEvidence evidence;
  evidence.node = seen.node();
  read_own(seen, evidence);
  read_passing(seen, evidence);
  return evidence;
}

BoundsBetween bounds_between(const ClockEvidence& ours, const ClockEvidence& theirs) {
  BoundsBetween bounds, back;
  collect(ours, theirs, bounds.recorded, bounds.told_by_them);
  collect(theirs, ours, back.recorded, back.told_by_us);
  append_turned(bounds.recorded, back.recorded);
  append_turned(bounds.told_by_us, back.told_by_us);
  return bounds;
}

}  // namespace canary

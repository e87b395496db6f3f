// SPDX-License-Identifier: Apache-2.0
#include "timeline/rolling_timeline.h"

#include <algorithm>
#include <utility>

namespace canary {
namespace {

/// Behind the deadline of a probe: evidence of it may come through the ring buffer a moment late.
constexpr Duration kStraggling = std::chrono::seconds(1);

/// What the kernel tells of probes, of this node's own or of others.
bool is_of_a_probe(const Observed& what) {
  return is_one_of<ProbeEncrypted, ProbeLeftUplink, ProbeArrived, ProbeLeftInClear>(what);
}

bool is_of_path(const Observed& what, Ssid ssid) {
  if (const auto* sent = std::get_if<ProbeSent>(&what)) return sent->ssid == ssid;
  if (const auto* reply = std::get_if<ReplyReceived>(&what)) return reply->ssid == ssid;
  if (const auto* refused = std::get_if<ProbeRefused>(&what)) return refused->ssid == ssid;
  if (const auto* no_answer = std::get_if<NoAnswer>(&what)) return no_answer->ssid == ssid;
  if (const auto* added = std::get_if<PathAdded>(&what)) return added->ssid == ssid;
  return false;
}

template <class What>
bool was_seen(const PendingProbes::Settled& settled) {
  return std::ranges::any_of(settled.seen, [](const Observation& seen) {
    return std::holds_alternative<What>(seen.what);
  });
}

/// A state took it, and no uplink saw it go.
bool left_unseen(const PendingProbes::Settled& settled) {
  return was_seen<ProbeEncrypted>(settled) && !was_seen<ProbeLeftUplink>(settled);
}

/// Whether one of its two packets was seen between the nodes unencrypted.
bool went_in_clear(const PendingProbes::Settled& settled) {
  return std::ranges::any_of(settled.seen, [](const Observation& seen) {
    const auto* taken = std::get_if<ProbeEncrypted>(&seen.what);
    const auto* arrived = std::get_if<ProbeArrived>(&seen.what);
    return std::holds_alternative<ProbeLeftInClear>(seen.what) ||
           (taken != nullptr && taken->null_cipher) ||
           (arrived != nullptr && (!arrived->decrypted || arrived->null_cipher));
  });
}

DecidedProbe::Proof proof_of(const PendingProbes::Settled& settled) {
  if (went_in_clear(settled)) return DecidedProbe::Proof::InClear;
  const bool both =
      settled.answered && settled.answered->request_encrypted && settled.answered->reply_decrypted;
  return both ? DecidedProbe::Proof::Proved : DecidedProbe::Proof::NotSeen;
}

DecidedProbe decide(const PendingProbes::Settled& settled) {
  const Ssid ssid = std::get<ProbeSent>(settled.seen.front().what).ssid;
  for (const Observation& seen : settled.seen)
    if (const auto* reply = std::get_if<ReplyReceived>(&seen.what))
      return {ssid, settled.answered ? DecidedProbe::End::Answered : DecidedProbe::End::Late,
              reply->rtt, proof_of(settled)};
  return {ssid, DecidedProbe::End::Lost};
}

/// Where the listing begins that is complete at `listed`.
std::size_t listing_start(const std::deque<Observation>& kept, std::size_t listed) {
  std::size_t start = listed;
  while (start > 0 && !std::holds_alternative<XfrmTablesListed>(kept[start - 1].what)) --start;
  return start;
}

}  // namespace

std::size_t size_of(const Observation& seen) {
  constexpr std::size_t kEntryBytes = 256;  // a state or policy, with its templates
  std::size_t bytes = sizeof(Observation) + 32;
  if (const auto* states = std::get_if<StatesSeen>(&seen.what))
    bytes += states->states.size() * kEntryBytes;
  if (const auto* policies = std::get_if<PoliciesSeen>(&seen.what))
    bytes += policies->policies.size() * kEntryBytes;
  constexpr std::size_t kBoxedBytes = 128;  // addresses and the probe's name
  if (is_one_of<PacketDropped, ProbeFreed>(seen.what)) bytes += kBoxedBytes;
  return bytes;
}

RollingTimeline::RollingTimeline(SessionHeader header, RollingLimits limits)
    : header_(std::move(header)), limits_(limits), forgotten_until_(header_.started) {}

void RollingTimeline::observe(Instant at, Observed what) {
  Observation seen{at, header_.node, std::move(what)};
  if (pending_.take(seen) || is_of_a_probe(seen.what)) return;
  if (const auto* counted = std::get_if<PacketsCounted>(&seen.what)) {
    counted_.push(at, *counted);
    return;
  }
  if (std::holds_alternative<XfrmStatRead>(seen.what)) counted_.settle();
  if (const auto* path = std::get_if<PathAdded>(&seen.what)) {
    encrypted_.resize(std::max(encrypted_.size(), path->ssid + std::size_t{1}));
    encrypted_[path->ssid] = path->kind == PathKind::Encrypted;
  }
  keep(std::move(seen));
}

bool RollingTimeline::leaked(const PendingProbes::Settled& settled) const {
  const Ssid ssid = settled.answered->probe.ssid;
  return ssid < encrypted_.size() && encrypted_[ssid] && went_in_clear(settled);
}

void RollingTimeline::keep(Observation seen) {
  kept_bytes_ += size_of(seen);
  kept_.push_back(std::move(seen));
  while (kept_bytes_ > limits_.most_bytes) forget_front();
}

void RollingTimeline::forget_front() {
  kept_bytes_ -= size_of(kept_.front());
  before_.fold(kept_.front());
  forgotten_until_ = std::max(forgotten_until_, kept_.front().at);
  kept_.pop_front();
}

void RollingTimeline::forget_before(Instant at) {
  while (!kept_.empty() && kept_.front().at < at) forget_front();
  const Instant forgotten = std::max(at, forgotten_until_);
  answered_.forget_before(forgotten);
  counted_.forget_before(forgotten,
                         [this](Instant, const PacketsCounted& counted) { before_.fold(counted); });
}

std::vector<DecidedProbe> RollingTimeline::advance(Instant now,
                                                   std::optional<Instant> needed_from) {
  std::vector<DecidedProbe> decided;
  const Duration deadline = header_.criteria.deadline;
  while (auto settled = pending_.settle_one(now - deadline - kStraggling, deadline)) {
    decided.push_back(decide(*settled));
    const bool is_usual = settled->answered && !leaked(*settled) && !left_unseen(*settled);
    if (is_usual && answered_.push(*settled->answered)) continue;
    for (Observation& seen : settled->seen) keep(std::move(seen));
  }
  const Instant old = now - limits_.window;
  forget_before(needed_from ? std::min(old, start_for(*needed_from)) : old);
  for (const auto too_many : {answered_.first_of_last(limits_.most_bytes / AnsweredLog::kBytesEach),
                              counted_.first_of_last(limits_.most_bytes / CountedLog::kBytesEach)})
    if (too_many) forget_before(*too_many);
  return decided;
}

void RollingTimeline::remove_path(Ssid ssid) {
  before_.forget(ssid);
  if (ssid < encrypted_.size()) encrypted_[ssid] = false;
  pending_.forget(ssid);
  answered_.forget(ssid);
  std::erase_if(kept_, [&](const Observation& seen) {
    if (!is_of_path(seen.what, ssid)) return false;
    kept_bytes_ -= size_of(seen);
    return true;
  });
}

Instant RollingTimeline::start_for(Instant from) const {
  std::optional<Instant> start;
  for (const Observation& seen : kept_)
    if (std::holds_alternative<XfrmStatRead>(seen.what) && (!start || seen.at <= from))
      start = seen.at;
  return start.value_or(forgotten_until_);
}

Instant RollingTimeline::begins() const { return start_for({}); }

NodeTimeline RollingTimeline::since(Instant from) const {
  const Instant start = start_for(from);
  const auto begin = std::ranges::find_if(kept_, [&](const Observation& seen) {
    return std::holds_alternative<XfrmStatRead>(seen.what) && seen.at == start;
  });
  const std::size_t first =
      begin == kept_.end() ? 0 : static_cast<std::size_t>(begin - kept_.begin());
  CarriedFacts carried = before_;
  std::size_t listed = 0;
  for (std::size_t i = 0; i < first; ++i) {
    carried.fold(kept_[i]);
    if (std::holds_alternative<XfrmTablesListed>(kept_[i].what)) listed = i;
  }

  NodeTimeline session{header_, carried.tell(header_.node, start)};
  session.header.started = start;
  for (std::size_t i = listing_start(kept_, listed); i < first; ++i)
    if (is_of_tables(kept_[i].what)) session.observations.push_back(kept_[i]);
  for (std::size_t i = first; i < kept_.size(); ++i)
    if (kept_[i].at >= start || std::holds_alternative<XfrmTablesListed>(kept_[i].what))
      if (auto what = carried.since(kept_[i].what))
        session.observations.push_back({kept_[i].at, header_.node, *std::move(what)});
  answered_.each_since(start, [&](const AnsweredProbe& probe) {
    session.observations.push_back({probe.sent, header_.node, probe.probe});
    session.observations.push_back({probe.sent + probe.took, header_.node,
                                    ReplyReceived{.ssid = probe.probe.ssid,
                                                  .sequence = probe.probe.sequence,
                                                  .reflector_sequence = probe.reflector_sequence,
                                                  .rtt = probe.rtt,
                                                  .request_encrypted = probe.request_encrypted,
                                                  .reply_decrypted = probe.reply_decrypted}});
  });
  counted_.each([&](Instant at, const PacketsCounted& counted) {
    if (at <= start)
      carried.fold(counted);
    else if (auto what = carried.since(counted))
      session.observations.push_back({at, header_.node, *std::move(what)});
  });
  pending_.append_since(start, session.observations);
  return session;
}

}  // namespace canary

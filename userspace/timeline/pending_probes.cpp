// SPDX-License-Identifier: Apache-2.0
#include "timeline/pending_probes.h"

#include <algorithm>
#include <utility>

namespace canary {
namespace {

constexpr int kSsidShift = 32;

std::uint64_t key_of(Ssid ssid, std::uint32_t sequence) {
  return std::uint64_t{ssid} << kSsidShift | sequence;
}

}  // namespace

void PendingProbes::Probe::keep(const Observation& seen) {
  constexpr std::size_t kUsual = 3;  // encrypted, left, and the reply arrived
  if (more.empty()) more.reserve(kUsual);
  more.push_back(seen);
}

bool PendingProbes::take(const Observation& seen) {
  if (const auto* sent = std::get_if<ProbeSent>(&seen.what)) return begin(seen, *sent);
  if (const auto* reply = std::get_if<ReplyReceived>(&seen.what)) return take_reply(seen, *reply);
  if (const auto* encrypted = std::get_if<ProbeEncrypted>(&seen.what))
    return encrypted->leg == ProbeLeg::Request && take_esp(seen, *encrypted);
  if (const auto* left = std::get_if<ProbeLeftUplink>(&seen.what)) {
    const auto carried = carried_.find(left->esp);
    if (carried == carried_.end()) return false;
    probes_.at(carried->second).keep(seen);
    return true;
  }
  if (const auto* arrived = std::get_if<ProbeArrived>(&seen.what))
    return arrived->leg == ProbeLeg::Reply &&
           add(arrived->probe.ssid, arrived->probe.sequence, seen);
  if (const auto* left = std::get_if<ProbeLeftInClear>(&seen.what))
    return left->leg == ProbeLeg::Request && add(left->probe.ssid, left->probe.sequence, seen);
  return false;
}

bool PendingProbes::begin(const Observation& seen, const ProbeSent& sent) {
  const Key key = key_of(sent.ssid, sent.sequence);
  if (!probes_.try_emplace(key, Probe{seen, {}, {}, {}}).second) return false;
  order_.push_back(key);
  return true;
}

bool PendingProbes::take_reply(const Observation& seen, const ReplyReceived& reply) {
  const auto found = probes_.find(key_of(reply.ssid, reply.sequence));
  if (found == probes_.end()) return false;
  if (found->second.reply) return add(reply.ssid, reply.sequence, seen);
  found->second.reply = seen;
  return true;
}

bool PendingProbes::take_esp(const Observation& seen, const ProbeEncrypted& encrypted) {
  const Key key = key_of(encrypted.probe.ssid, encrypted.probe.sequence);
  const auto found = probes_.find(key);
  if (found == probes_.end()) return false;
  found->second.keep(seen);
  found->second.carried_by.push_back(encrypted.esp);
  carried_.insert_or_assign(encrypted.esp, key);
  return true;
}

bool PendingProbes::add(Ssid ssid, std::uint32_t sequence, const Observation& seen) {
  const auto found = probes_.find(key_of(ssid, sequence));
  if (found == probes_.end()) return false;
  found->second.keep(seen);
  return true;
}

std::optional<PendingProbes::Settled> PendingProbes::settle_one(Instant before, Duration deadline) {
  if (order_.empty()) return std::nullopt;
  const auto found = probes_.find(order_.front());
  if (found->second.sent.at >= before) return std::nullopt;
  order_.pop_front();
  Probe probe = std::move(found->second);
  probes_.erase(found);
  for (const EspKey& esp : probe.carried_by) carried_.erase(esp);

  const auto& sent = std::get<ProbeSent>(probe.sent.what);
  const bool decrypted = std::ranges::any_of(probe.more, [](const Observation& seen) {
    const auto* arrived = std::get_if<ProbeArrived>(&seen.what);
    return arrived != nullptr && arrived->decrypted;
  });
  Settled settled;
  if (probe.reply && probe.reply->at - probe.sent.at <= deadline) {
    const auto& reply = std::get<ReplyReceived>(probe.reply->what);
    settled.answered = {
        .sent = probe.sent.at,
        .probe = sent,
        .took = probe.reply->at - probe.sent.at,
        .rtt = reply.rtt,
        .reflector_sequence = reply.reflector_sequence,
        .request_encrypted = !probe.carried_by.empty() || reply.request_encrypted.value_or(false),
        .reply_decrypted = decrypted || reply.reply_decrypted.value_or(false),
    };
  }
  settled.seen.push_back(std::move(probe.sent));
  if (probe.reply) settled.seen.push_back(std::move(*probe.reply));
  std::ranges::move(probe.more, std::back_inserter(settled.seen));
  return settled;
}

void PendingProbes::forget(Ssid ssid) {
  std::erase_if(carried_, [ssid](const auto& entry) { return entry.second >> kSsidShift == ssid; });
  std::erase_if(probes_, [ssid](const auto& entry) { return entry.first >> kSsidShift == ssid; });
  std::erase_if(order_, [ssid](Key key) { return key >> kSsidShift == ssid; });
}

void PendingProbes::append_since(Instant from, std::vector<Observation>& observations) const {
  for (const Key key : order_) {
    const Probe& probe = probes_.at(key);
    if (probe.sent.at < from) continue;
    observations.push_back(probe.sent);
    if (probe.reply) observations.push_back(*probe.reply);
    std::ranges::copy(probe.more, std::back_inserter(observations));
  }
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "timeline/answered_log.h"

#include <limits>

namespace canary {
namespace {

template <class Narrow>
bool fits(std::int64_t value) {
  return 0 <= value && value <= std::int64_t{std::numeric_limits<Narrow>::max()};
}

}  // namespace

bool AnsweredLog::push(const AnsweredProbe& probe) {
  if (!fits<std::uint32_t>(probe.took.count()) || !fits<std::uint32_t>(probe.rtt.count()) ||
      !fits<std::uint16_t>(probe.probe.bytes))
    return false;
  packed_.push_back({.sent_ns = probe.sent.unix_ns,
                     .took_ns = static_cast<std::uint32_t>(probe.took.count()),
                     .rtt_ns = static_cast<std::uint32_t>(probe.rtt.count()),
                     .sequence = probe.probe.sequence,
                     .reflector_sequence = probe.reflector_sequence,
                     .ssid = probe.probe.ssid,
                     .bytes = static_cast<std::uint16_t>(probe.probe.bytes),
                     .request_encrypted = probe.request_encrypted,
                     .reply_decrypted = probe.reply_decrypted});
  return true;
}

void AnsweredLog::forget_before(Instant at) {
  while (!packed_.empty() && packed_.front().sent_ns < at.unix_ns) packed_.pop_front();
}

std::optional<Instant> AnsweredLog::first_of_last(std::size_t most) const {
  if (packed_.size() <= most || most == 0) return std::nullopt;
  return Instant{packed_[packed_.size() - most].sent_ns};
}

void AnsweredLog::forget(Ssid ssid) {
  std::erase_if(packed_, [ssid](const Packed& packed) { return packed.ssid == ssid; });
}

void AnsweredLog::each_since(Instant from,
                             const std::function<void(const AnsweredProbe&)>& tell) const {
  for (const Packed& packed : packed_)
    if (packed.sent_ns >= from.unix_ns)
      tell({{packed.sent_ns},
            {packed.ssid, packed.sequence, packed.bytes},
            Duration(packed.took_ns),
            Duration(packed.rtt_ns),
            packed.reflector_sequence,
            packed.request_encrypted,
            packed.reply_decrypted});
}

}  // namespace canary

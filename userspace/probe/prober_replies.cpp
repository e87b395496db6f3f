// SPDX-License-Identifier: Apache-2.0
// The other half of the prober: what comes back to its sockets.
#include <algorithm>
#include <optional>

#include "probe/prober.h"

namespace canary {
namespace {

/// The time of the round trip without the time that the reflector held the packet; with it, where
/// what the reflector says cannot be.
Duration round_trip(Duration total, Duration held) {
  return held < Duration::zero() || held > total ? total : total - held;
}

/// Copies of one reply that are told, since they tell which way packets are doubled; of a reflector
/// that sends on and on, the others are only counted.
constexpr std::uint32_t kCopiesKept = 2;

/// The reflector's timestamps may be none: it is the reply to the probe all the same.
ReplyReceived to_observation(const ReplyMatcher::Match& probe, Instant received,
                             const StampReply& reply) {
  const StampClock clock = reply.error_estimate.clock();
  const auto reached = from_stamp(reply.received, clock);
  const auto left = from_stamp(reply.timestamp, clock);
  const Duration taken = reached && left ? *left - *reached : Duration::zero();
  return ReplyReceived{.ssid = probe.ssid,
                       .sequence = reply.request.sequence,
                       .reflector_sequence = reply.sequence,
                       .rtt = round_trip(received - probe.sent_at, taken),
                       .reflector_received = reached,
                       .reflector_sent = left};
}

}  // namespace

void Prober::receive_waiting() {
  constexpr int kMostBatches = 256;
  for (auto& [role, socket] : sockets_) receive(socket, kMostBatches);
}

void Prober::receive(UdpSocket& socket, int most_batches) {
  do {
    take_errors(socket);
    reader_.read_batches(socket, most_batches,
                         [this](const Datagram& datagram) { receive(datagram); });
  } while (take_errors(socket));  // one that came meanwhile took the place of what waits
}

bool Prober::take_errors(const UdpSocket& socket) {
  const auto errors = socket.take_errors();
  for (const PortUnreachable& told : errors.unreachable) {
    const auto request = codec_.decode_request(told.payload);
    // What somebody else says of a port is not the reflector's word.
    if (!request || told.told_by != told.to.address || !matcher_.was_sent(*request, told.to))
      continue;
    no_answers_.add(clock_.now(), {.ssid = request->ssid,
                                   .reason = NoAnswerReason::NobodyListens,
                                   .source = told.told_by,
                                   .port = told.to.port});
  }
  return errors.any;
}

void Prober::receive(const Datagram& datagram) {
  const auto reply = codec_.decode_reply(datagram.payload);
  const auto probe = reply ? matcher_.match(datagram.from, *reply) : std::nullopt;
  if (!probe) {
    ++counters_.strays;
    if (const auto misfit = matcher_.explain(datagram.from, reply))
      no_answers_.add(datagram.received, {.ssid = misfit->ssid,
                                          .reason = misfit->reason,
                                          .source = datagram.from.address,
                                          .port = datagram.from.port});
    return;
  }
  if (probe->earlier > kCopiesKept) {
    ++counters_.copies;
    return;
  }
  ++counters_.replies;
  const Instant received = std::max(datagram.received, probe->sent_at);
  observe_(received, to_observation(*probe, received, *reply));
}

}  // namespace canary

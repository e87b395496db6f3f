// SPDX-License-Identifier: Apache-2.0
#include "kernel/event_decoder.h"

#include <fmt/format.h>

namespace canary {
namespace {

Family family_of(std::uint8_t family) { return family == 6 ? Family::V6 : Family::V4; }

IpAddress source_of(const canary_event& event) {
  return IpAddress::of(family_of(event.family), event.source);
}

IpAddress destination_of(const canary_event& event) {
  return IpAddress::of(family_of(event.family), event.destination);
}

ProbeLeg leg_of(const canary_probe& probe) {
  return probe.leg == CANARY_REPLY ? ProbeLeg::Reply : ProbeLeg::Request;
}

/// A reply travels from the reflector to the sender, but names the same probe.
ProbeKey key_of(const canary_probe& probe) {
  const IpAddress source = IpAddress::of(family_of(probe.family), probe.source);
  const IpAddress destination = IpAddress::of(family_of(probe.family), probe.destination);
  if (leg_of(probe) == ProbeLeg::Reply) return {destination, source, probe.ssid, probe.sequence};
  return {source, destination, probe.ssid, probe.sequence};
}

std::optional<ProbeKey> readable_probe(const canary_probe& probe) {
  if (probe.leg == CANARY_NO_PROBE) return std::nullopt;
  return key_of(probe);
}

std::optional<EspKey> esp_of(const canary_event& event) {
  if (event.spi == 0) return std::nullopt;
  return EspKey{event.spi, event.esp_sequence};
}

}  // namespace

std::optional<Observed> EventDecoder::decode(const canary_event& event) const {
  const EspKey esp{event.spi, event.esp_sequence};
  switch (event.kind) {
    case CANARY_PROBE_ENCRYPTED:
      return ProbeEncrypted{.probe = key_of(event.probe),
                            .leg = leg_of(event.probe),
                            .esp = esp,
                            .outer_source = source_of(event),
                            .outer_destination = destination_of(event),
                            .mark = event.mark,
                            .device = event.device,
                            .null_cipher = event.null_cipher != 0};
    case CANARY_PROBE_LEFT_UPLINK:
      return ProbeLeftUplink{esp, source_of(event), destination_of(event)};
    case CANARY_PROBE_LEFT_IN_CLEAR:
      return ProbeLeftInClear{key_of(event.probe), leg_of(event.probe), event.authenticated != 0};
    case CANARY_PROBE_ARRIVED:
      return ProbeArrived{key_of(event.probe), leg_of(event.probe), event.decrypted != 0,
                          event.authenticated != 0, event.null_cipher != 0};
    case CANARY_PACKET_DROPPED:
      return decode_drop(event);
    case CANARY_PACKET_FREED:
      return decode_freed(event);
    default:
      return std::nullopt;
  }
}

std::optional<Observed> EventDecoder::decode_drop(const canary_event& event) const {
  if (event.drop_counter >= drop_counters_.size()) return std::nullopt;
  PacketDropped drop;
  drop.cause = drop_counters_[event.drop_counter];
  drop.packets = event.packets;
  if (event.family == 0) return drop;
  drop.esp = esp_of(event);
  drop.source = source_of(event);
  drop.destination = destination_of(event);
  drop.mark = event.mark;
  drop.probe = readable_probe(event.probe);
  drop.leg = leg_of(event.probe);
  return drop;
}

/// A packet socket whose buffer is full frees its own copy of a packet; the packet goes on
/// (net/packet/af_packet.c; the reason has a name of its own since Linux 6.11).
bool is_copy_for_packet_socket(const ProbeFreed& freed) {
  return freed.reason == "PACKET_SOCK_ERROR" || freed.location.starts_with("packet_rcv") ||
         freed.location.starts_with("tpacket_rcv");
}

/// The observation is called after probes, also where it tells of others' ESP: recordings have it
/// under that name.
std::optional<Observed> EventDecoder::decode_freed(const canary_event& event) const {
  ProbeFreed freed;
  freed.probe = readable_probe(event.probe);
  freed.leg = leg_of(event.probe);
  freed.esp = esp_of(event);
  const auto reason = drop_reasons_.find(event.drop_reason);
  freed.reason =
      reason != drop_reasons_.end() ? reason->second : fmt::format("reason {}", event.drop_reason);
  freed.location = function_at_(event.location);
  if (is_copy_for_packet_socket(freed)) return std::nullopt;
  if (event.family == 0) return freed;
  freed.source = source_of(event);
  freed.destination = destination_of(event);
  return freed;
}

}  // namespace canary

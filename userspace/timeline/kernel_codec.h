// SPDX-License-Identifier: Apache-2.0
// Fields of what kernel/ sees of packets.
#pragma once

#include "timeline/packet_codec.h"

namespace canary {

constexpr std::string_view kind_name(std::type_identity<ProbeEncrypted>) {
  return "probe_encrypted";
}
void fields_of(auto& field, Is<ProbeEncrypted> auto& seen) {
  field("probe", seen.probe);
  field("leg", seen.leg);
  field("esp", seen.esp);
  field("outer_source", seen.outer_source);
  field("outer_destination", seen.outer_destination);
  field("mark", seen.mark);
  field.unless_usual("device", seen.device);
  field.unless_usual("null_cipher", seen.null_cipher);
}

constexpr std::string_view kind_name(std::type_identity<ProbeLeftUplink>) {
  return "probe_left_uplink";
}
void fields_of(auto& field, Is<ProbeLeftUplink> auto& seen) {
  field("esp", seen.esp);
  field("outer_source", seen.outer_source);
  field("outer_destination", seen.outer_destination);
}

constexpr std::string_view kind_name(std::type_identity<ProbeArrived>) { return "probe_arrived"; }
void fields_of(auto& field, Is<ProbeArrived> auto& seen) {
  field("probe", seen.probe);
  field("leg", seen.leg);
  field("decrypted", seen.decrypted);
  field.unless_usual("authenticated", seen.authenticated);
  field.unless_usual("null_cipher", seen.null_cipher);
}

constexpr std::string_view kind_name(std::type_identity<ProbeLeftInClear>) {
  return "probe_left_in_clear";
}
void fields_of(auto& field, Is<ProbeLeftInClear> auto& seen) {
  field("probe", seen.probe);
  field("leg", seen.leg);
  field.unless_usual("authenticated", seen.authenticated);
}

constexpr std::string_view kind_name(std::type_identity<PacketDropped>) { return "packet_dropped"; }
void fields_of(auto& field, Is<PacketDropped> auto& seen) {
  field("cause", seen.cause);
  field("packets", seen.packets);
  field("esp", seen.esp);
  field("source", seen.source);
  field("destination", seen.destination);
  field("mark", seen.mark);
  field("probe", seen.probe);
  field("leg", seen.leg);
}

constexpr std::string_view kind_name(std::type_identity<ProbeFreed>) { return "probe_freed"; }
void fields_of(auto& field, Is<ProbeFreed> auto& seen) {
  field("probe", seen.probe);
  field("leg", seen.leg);
  field("esp", seen.esp);
  field("reason", seen.reason);
  field("location", seen.location);
  field("source", seen.source);
  field("destination", seen.destination);
}

constexpr std::string_view kind_name(std::type_identity<PacketsCounted>) {
  return "packets_counted";
}
void fields_of(auto& field, Is<PacketsCounted> auto& seen) {
  field("stage", seen.stage);
  field("outer_source", seen.outer_source);
  field("outer_destination", seen.outer_destination);
  field("spi", seen.spi);
  field("packets", seen.packets);
  field("bytes", seen.bytes);
  field("sequences", seen.sequences);
}

constexpr std::string_view kind_name(std::type_identity<PlaintextCounted>) {
  return "plaintext_counted";
}
void fields_of(auto& field, Is<ClearKind> auto& kind) {
  field("way", kind.way);
  field("protocol", kind.protocol);
  field("source_port", kind.source_port);
  field("destination_port", kind.destination_port);
  field.unless_usual("mark", kind.mark);
  field.unless_usual("authenticated", kind.authenticated);
}
void fields_of(auto& field, Is<PlaintextCounted> auto& seen) {
  field("source", seen.source);
  field("destination", seen.destination);
  field("packets", seen.packets);
  field("bytes", seen.bytes);
  field("kind", seen.kind);
}

constexpr std::string_view kind_name(std::type_identity<PlaintextUncounted>) {
  return "plaintext_uncounted";
}
void fields_of(auto& field, Is<PlaintextUncounted> auto& seen) { field("packets", seen.packets); }

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// Fields of what probe/ sees.
#pragma once

#include "timeline/json_fields.h"

namespace canary {

constexpr std::string_view kind_name(std::type_identity<PathAdded>) { return "path_added"; }
void fields_of(auto& field, Is<PathAdded> auto& seen) {
  field("ssid", seen.ssid);
  field("remote", seen.remote);
  field("kind", seen.kind);
  field("sender", seen.sender);
  field("reflector", seen.reflector);
}

constexpr std::string_view kind_name(std::type_identity<ProbeSent>) { return "probe_sent"; }
void fields_of(auto& field, Is<ProbeSent> auto& seen) {
  field("ssid", seen.ssid);
  field("sequence", seen.sequence);
  field("bytes", seen.bytes);
}

constexpr std::string_view kind_name(std::type_identity<ReplyReceived>) { return "reply_received"; }
void fields_of(auto& field, Is<ReplyReceived> auto& seen) {
  field("ssid", seen.ssid);
  field("sequence", seen.sequence);
  field("reflector_sequence", seen.reflector_sequence);
  field("rtt_ns", seen.rtt);
  field("reflector_received", seen.reflector_received);
  field("reflector_sent", seen.reflector_sent);
  field("request_encrypted", seen.request_encrypted);
  field("reply_decrypted", seen.reply_decrypted);
}

constexpr std::string_view kind_name(std::type_identity<ProbeRefused>) { return "probe_refused"; }
void fields_of(auto& field, Is<ProbeRefused> auto& seen) {
  field("ssid", seen.ssid);
  field("sequence", seen.sequence);
  field("error", seen.error);
  field("bytes", seen.bytes);
}

constexpr std::string_view kind_name(std::type_identity<NoAnswer>) { return "no_answer"; }
void fields_of(auto& field, Is<NoAnswer> auto& seen) {
  field("ssid", seen.ssid);
  field("reason", seen.reason);
  field("source", seen.source);
  field("port", seen.port);
  field("count", seen.count);
}

constexpr std::string_view kind_name(std::type_identity<RequestsRefused>) {
  return "requests_refused";
}
void fields_of(auto& field, Is<RequestsRefused> auto& seen) {
  field("source", seen.source);
  field("asked", seen.asked);
  field("count", seen.count);
}

constexpr std::string_view kind_name(std::type_identity<ProberStalled>) { return "prober_stalled"; }
void fields_of(auto& field, Is<ProberStalled> auto& seen) { field("since", seen.since); }

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// Fields of states and policies. Keys have no field.
#pragma once

#include "timeline/json_fields.h"

namespace canary {

void fields_of(auto& field, Is<Mark> auto& mark) {
  field("value", mark.value);
  field("mask", mark.mask);
}

void fields_of(auto& field, Is<HardLimits> auto& hard) {
  field("bytes", hard.bytes);
  field("packets", hard.packets);
  field("seconds_after_add", hard.seconds_after_add);
  field("seconds_after_use", hard.seconds_after_use);
}

void fields_of(auto& field, Is<XfrmState> auto& state) {
  field("source", state.source);
  field("destination", state.destination);
  field("spi", state.spi);
  field("protocol", state.protocol);
  field("reqid", state.reqid);
  field("mode", state.mode);
  field("mark", state.mark);
  field("output_mark", state.output_mark);
  field("interface_id", state.interface_id);
  field("algorithm", state.algorithm);
  field("esn", state.esn);
  field("encapsulated", state.encapsulated);
  field("output_sequence", state.output_sequence);
  field("bytes", state.bytes);
  field("packets", state.packets);
  field("integrity_failed", state.integrity_failed);
  field("added_unix_s", state.added_unix_s);
  field("used_unix_s", state.used_unix_s);
  field("hard", state.hard);
}

void fields_of(auto& field, Is<XfrmTemplate> auto& wanted) {
  field("source", wanted.source);
  field("destination", wanted.destination);
  field("spi", wanted.spi);
  field("protocol", wanted.protocol);
  field("reqid", wanted.reqid);
  field("mode", wanted.mode);
  field("optional", wanted.optional);
}

void fields_of(auto& field, Is<XfrmPolicy> auto& policy) {
  field("direction", policy.direction);
  field("source", policy.source);
  field("destination", policy.destination);
  field("protocol", policy.protocol);
  field("priority", policy.priority);
  field("mark", policy.mark);
  field("interface_id", policy.interface_id);
  field("action", policy.action);
  field("templates", policy.templates);
  field("index", policy.index);
  field("added_unix_s", policy.added_unix_s);
}

constexpr std::string_view kind_name(std::type_identity<StatesSeen>) { return "states_seen"; }
void fields_of(auto& field, Is<StatesSeen> auto& seen) {
  field("event", seen.event);
  field("states", seen.states);
}

constexpr std::string_view kind_name(std::type_identity<PoliciesSeen>) { return "policies_seen"; }
void fields_of(auto& field, Is<PoliciesSeen> auto& seen) {
  field("event", seen.event);
  field("policies", seen.policies);
}

constexpr std::string_view kind_name(std::type_identity<StatesFlushed>) { return "states_flushed"; }
void fields_of(auto& field, Is<StatesFlushed> auto& seen) { field("protocol", seen.protocol); }

constexpr std::string_view kind_name(std::type_identity<PoliciesFlushed>) {
  return "policies_flushed";
}
void fields_of(auto&, Is<PoliciesFlushed> auto&) {}

constexpr std::string_view kind_name(std::type_identity<XfrmTablesListed>) {
  return "xfrm_tables_listed";
}
void fields_of(auto& field, Is<XfrmTablesListed> auto& seen) {
  field("local_addresses", seen.local_addresses);
}

constexpr std::string_view kind_name(std::type_identity<XfrmChangesLost>) {
  return "xfrm_changes_lost";
}
void fields_of(auto& field, Is<XfrmChangesLost> auto& seen) { field("since", seen.since); }

}  // namespace canary

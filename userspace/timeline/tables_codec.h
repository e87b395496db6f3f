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

void fields_of(auto& field, Is<PortMatch> auto& port) {
  field("value", port.value);
  field("mask", port.mask);
}

/// What a selector has beside addresses and protocol.
void narrower_fields_of(auto& field, auto& selector) {
  field.unless_usual("source_port", selector.source_port);
  field.unless_usual("destination_port", selector.destination_port);
  field.unless_usual("device", selector.device);
  field.unless_usual("user", selector.user);
  field.unless_usual("has_host_bits", selector.has_host_bits);
}

void fields_of(auto& field, Is<XfrmSelector> auto& selector) {
  field("source", selector.source);
  field("destination", selector.destination);
  field("protocol", selector.protocol);
  narrower_fields_of(field, selector);
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
  field("selector", state.selector);
  field("direction", state.direction);
  field("cpu", state.cpu);
  field.unless_usual("offload", state.offload);
  field.unless_usual("extra_flags", state.extra_flags);
  field.unless_usual("security_context", state.security_context);
  field.unless_usual("replay_window", state.replay_window);
  field.unless_usual("replayed", state.replayed);
  field.unless_usual("outside_window", state.outside_window);
  field.unless_usual("not_understood", state.not_understood);
}

void fields_of(auto& field, Is<XfrmTemplate> auto& wanted) {
  field("source", wanted.source);
  field("destination", wanted.destination);
  field("spi", wanted.spi);
  field("protocol", wanted.protocol);
  field("reqid", wanted.reqid);
  field("mode", wanted.mode);
  field("optional", wanted.optional);
  field.unless_usual("limits_algorithms", wanted.limits_algorithms);
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
  narrower_fields_of(field, policy);
  field.unless_usual("is_sub", policy.is_sub);
  field.unless_usual("security_context", policy.security_context);
  field.unless_usual("is_offloaded", policy.is_offloaded);
  field.unless_usual("not_understood", policy.not_understood);
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
  field.unless_usual("blocked_by_default", seen.blocked_by_default);
}

constexpr std::string_view kind_name(std::type_identity<XfrmChangesLost>) {
  return "xfrm_changes_lost";
}
void fields_of(auto& field, Is<XfrmChangesLost> auto& seen) { field("since", seen.since); }

}  // namespace canary

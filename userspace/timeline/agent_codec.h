// SPDX-License-Identifier: Apache-2.0
// Fields of what agent/, cluster/ and the session itself see.
#pragma once

#include "timeline/json_fields.h"

namespace canary {

constexpr std::string_view kind_name(std::type_identity<AgentSeen>) { return "agent_seen"; }
void fields_of(auto& field, Is<AgentSeen> auto& seen) { field("version", seen.version); }

constexpr std::string_view kind_name(std::type_identity<AgentGone>) { return "agent_gone"; }
void fields_of(auto& field, Is<AgentGone> auto& seen) { field("reason", seen.reason); }

constexpr std::string_view kind_name(std::type_identity<AgentReady>) { return "agent_ready"; }
void fields_of(auto& field, Is<AgentReady> auto& seen) {
  field("version", seen.version);
  field("last_not_ready", seen.last_not_ready);
}

constexpr std::string_view kind_name(std::type_identity<PeerNotAsked>) { return "peer_not_asked"; }
void fields_of(auto& field, Is<PeerNotAsked> auto& seen) {
  field("peer", seen.peer);
  field("reason", seen.reason);
}

constexpr std::string_view kind_name(std::type_identity<SessionEnded>) { return "session_ended"; }
void fields_of(auto& field, Is<SessionEnded> auto& seen) { field("reason", seen.reason); }

}  // namespace canary

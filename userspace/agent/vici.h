// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/agent_poll.h"
#include "base/time.h"
#include "base/unix_socket.h"

namespace canary {

/// Asks charon for its version, by strongSwan's control protocol (VICI: README.md of
/// src/libcharon/plugins/vici, 5.9). Ready where it answers; done or failed within `limit`.
[[nodiscard]] AgentPoll ask_vici(const UnixSocket& socket, Duration limit);

/// The value of `key` outside of all sections of a VICI message, or nothing where there is none, or
/// where the message is cut off.
[[nodiscard]] std::optional<std::string> vici_value(std::string_view message, std::string_view key);

}  // namespace canary

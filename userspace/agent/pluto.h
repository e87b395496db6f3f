// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/agent_poll.h"
#include "base/time.h"
#include "base/unix_socket.h"

namespace canary {

/// Asks libreswan's pluto on its control socket for nothing at all, as whack would. Ready where
/// pluto takes the request and closes: then its event loop runs. Done or failed within `limit`.
/// Whoever only connects makes pluto complain in its log, and wait for what is not sent
/// (whack_handle() of programs/pluto/rcv_whack.c, 4.10). Pluto's version is not told.
[[nodiscard]] AgentPoll ask_pluto(const UnixSocket& socket, Duration limit);

}  // namespace canary

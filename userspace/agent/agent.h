// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/socket_address.h"

namespace canary {

/// `cilium[:SOCKET]`: GET /v1/healthz on the unix socket. Tells the version.
struct CiliumAgent {
  std::string socket = "/var/run/cilium/cilium.sock";
  bool operator==(const CiliumAgent&) const = default;
};
/// `http://HOST:PORT/PATH`: ready while it answers 200. HOST is an address or localhost.
struct HttpAgent {
  Endpoint server;
  std::string path = "/";
  bool operator==(const HttpAgent&) const = default;
};
/// `exec:COMMAND`: ready while `sh -c COMMAND` exits with 0.
struct ExecAgent {
  std::string command;
  bool operator==(const ExecAgent&) const = default;
};
/// `file:PATH`: ready while it exists and is not empty; its first line is the version.
struct FileAgent {
  std::string path;
  bool operator==(const FileAgent&) const = default;
};
/// `vici[:SOCKET]`: strongSwan's control socket. Ready while charon answers; tells the version.
struct ViciAgent {
  std::string socket = "/var/run/charon.vici";
  bool operator==(const ViciAgent&) const = default;
};
/// `pluto[:SOCKET]`: libreswan's control socket. Ready while pluto takes requests.
struct PlutoAgent {
  std::string socket = "/run/pluto/pluto.ctl";
  bool operator==(const PlutoAgent&) const = default;
};
/// `systemd:UNIT`: ready while `systemctl is-active UNIT` says so.
struct SystemdAgent {
  std::string unit;
  bool operator==(const SystemdAgent&) const = default;
};
/// `none`: nobody tells.
struct NoAgent {
  bool operator==(const NoAgent&) const = default;
};

/// Whom to ask whether the agent is ready.
using AgentSpec = std::variant<CiliumAgent, HttpAgent, ExecAgent, FileAgent, ViciAgent, PlutoAgent,
                               SystemdAgent, NoAgent>;

/// How an agent may be named, for help and for error messages.
constexpr std::string_view kAgentWords =
    "cilium[:SOCKET], vici[:SOCKET], pluto[:SOCKET], systemd:UNIT, http://HOST:PORT/PATH, "
    "exec:COMMAND, file:PATH or none";

[[nodiscard]] Result<AgentSpec> parse_agent_spec(std::string_view text);

/// "cilium", "http", "exec", "file", "vici", "pluto", "systemd", "none": SessionHeader::agent_kind.
[[nodiscard]] std::string_view kind_of(const AgentSpec& spec);

/// As parse_agent_spec() reads it, with the defaults written out.
[[nodiscard]] std::string to_text(const AgentSpec& spec);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.h"

#include <fmt/format.h>
#include <sys/un.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace canary {
namespace {

constexpr std::uint16_t kHttpPort = 80;

/// What follows `prefix`, or nothing where `text` does not start with it.
std::optional<std::string_view> after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return text.substr(prefix.size());
}

/// `KIND` or `KIND:SOCKET`; nothing where `text` is about another kind.
template <class Agent>
std::optional<Result<AgentSpec>> parse_socket(std::string_view text, std::string_view kind) {
  if (text == kind) return Agent{};
  const auto rest = after(text, kind);
  if (!rest || !rest->starts_with(':')) return std::nullopt;
  const std::string_view socket = rest->substr(1);
  if (socket.empty())
    return usage_error(fmt::format("'{}:' is followed by the path of a unix socket", kind));
  if (socket.size() >= sizeof(sockaddr_un::sun_path))
    return usage_error(fmt::format("'{}' is longer than a unix socket's path may be", socket));
  return Agent{std::string(socket)};
}

/// A name as systemd.unit(5) has it.
Result<AgentSpec> parse_systemd(std::string_view unit) {
  static constexpr std::string_view kMarks = ":-_.\\@";
  constexpr std::size_t kLongest = 255;
  const bool fits = std::ranges::all_of(unit, [](unsigned char c) {
    return std::isalnum(c) != 0 || kMarks.contains(static_cast<char>(c));
  });
  if (unit.empty() || unit.size() > kLongest || !fits)
    return usage_error(fmt::format("'{}' is no name of a systemd unit", unit));
  return SystemdAgent{std::string(unit)};
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0)
    return usage_error(fmt::format("'{}' is no port from 1 to 65535", text));
  return port;
}

Result<AgentSpec> parse_http(std::string_view rest) {
  const auto slash = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  HttpAgent agent;
  if (slash < rest.size()) agent.path = rest.substr(slash);

  // The last colon starts the port, unless it is one of a bracketed IPv6 address.
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  std::string_view host = authority.substr(0, colon);
  agent.server.port = kHttpPort;
  if (colon != std::string_view::npos) {
    const auto port = parse_port(authority.substr(colon + 1));
    if (!port) return std::unexpected(port.error());
    agent.server.port = *port;
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host == "localhost" ? "127.0.0.1" : host);
  if (!address) return in_context("host names are not looked up", address.error());
  agent.server.address = *address;
  for (const char c : agent.path)
    if (c <= ' ' || c == 0x7f)
      return usage_error(fmt::format("'{}' has a space or a control character", agent.path));
  return agent;
}

Result<AgentSpec> parse(std::string_view text) {
  if (text == "none") return NoAgent{};
  if (auto cilium = parse_socket<CiliumAgent>(text, "cilium")) return *std::move(cilium);
  if (auto vici = parse_socket<ViciAgent>(text, "vici")) return *std::move(vici);
  if (auto pluto = parse_socket<PlutoAgent>(text, "pluto")) return *std::move(pluto);
  if (const auto unit = after(text, "systemd:")) return parse_systemd(*unit);
  if (const auto rest = after(text, "http://")) return parse_http(*rest);
  if (const auto command = after(text, "exec:"); command && !command->empty())
    return ExecAgent{std::string(*command)};
  if (const auto path = after(text, "file:"); path && !path->empty())
    return FileAgent{std::string(*path)};
  return usage_error(fmt::format("give {}", kAgentWords));
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

Result<AgentSpec> parse_agent_spec(std::string_view text) {
  auto spec = parse(text);
  if (!spec) return in_context(fmt::format("agent '{}'", text), spec.error());
  return spec;
}

std::string_view kind_of(const AgentSpec& spec) {
  return std::visit(
      Overloaded{
          [](const CiliumAgent&) { return "cilium"; }, [](const HttpAgent&) { return "http"; },
          [](const ExecAgent&) { return "exec"; }, [](const FileAgent&) { return "file"; },
          [](const ViciAgent&) { return "vici"; }, [](const PlutoAgent&) { return "pluto"; },
          [](const SystemdAgent&) { return "systemd"; }, [](const NoAgent&) { return "none"; }},
      spec);
}

std::string to_text(const AgentSpec& spec) {
  return std::visit(Overloaded{
                        [](const CiliumAgent& agent) { return "cilium:" + agent.socket; },
                        [](const HttpAgent& agent) {
                          return fmt::format("http://{}{}", to_text(agent.server), agent.path);
                        },
                        [](const ExecAgent& agent) { return "exec:" + agent.command; },
                        [](const FileAgent& agent) { return "file:" + agent.path; },
                        [](const ViciAgent& agent) { return "vici:" + agent.socket; },
                        [](const PlutoAgent& agent) { return "pluto:" + agent.socket; },
                        [](const SystemdAgent& agent) { return "systemd:" + agent.unit; },
                        [](const NoAgent&) { return std::string("none"); },
                    },
                    spec);
}

}  // namespace canary

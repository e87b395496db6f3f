// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.h"

#include <fmt/format.h>
#include <sys/un.h>

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

Result<AgentSpec> parse_cilium(std::string_view socket) {
  if (socket.empty()) return usage_error("'cilium:' is followed by the path of a unix socket");
  if (socket.size() >= sizeof(sockaddr_un::sun_path))
    return usage_error(fmt::format("'{}' is longer than a unix socket's path may be", socket));
  return CiliumAgent{std::string(socket)};
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
  if (text == "cilium") return CiliumAgent{};
  if (const auto socket = after(text, "cilium:")) return parse_cilium(*socket);
  if (const auto rest = after(text, "http://")) return parse_http(*rest);
  if (const auto command = after(text, "exec:"); command && !command->empty())
    return ExecAgent{std::string(*command)};
  if (const auto path = after(text, "file:"); path && !path->empty())
    return FileAgent{std::string(*path)};
  return usage_error(
      "give cilium[:SOCKET], http://HOST:PORT/PATH, exec:COMMAND, file:PATH or none");
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
      Overloaded{[](const CiliumAgent&) { return "cilium"; },
                 [](const HttpAgent&) { return "http"; }, [](const ExecAgent&) { return "exec"; },
                 [](const FileAgent&) { return "file"; }, [](const NoAgent&) { return "none"; }},
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
                        [](const NoAgent&) { return std::string("none"); },
                    },
                    spec);
}

}  // namespace canary

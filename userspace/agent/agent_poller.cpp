// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_poller.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "agent/cilium_health.h"
#include "agent/command.h"
#include "agent/pluto.h"
#include "agent/vici.h"
#include "base/http_get.h"
#include "base/unique_fd.h"

namespace canary {
namespace {

AgentPoll poll_of_status(int status) {
  return status == 200 ? AgentPoll::ready() : AgentPoll::not_ready(fmt::format("HTTP {}", status));
}

AgentPoll ask_cilium(const CiliumAgent& agent, bool brief, Duration limit) {
  const auto answer = http_get({.server = UnixSocket{agent.socket},
                                .path = "/v1/healthz",
                                .brief = brief,
                                .with_body = true},
                               limit);
  if (!answer) return AgentPoll::failed(answer.error());
  if (answer->status != 200) return poll_of_status(answer->status);
  return read_cilium_health(answer->body);
}

AgentPoll poll_of(const CommandEnd& end, Duration limit) {
  if (const auto* exited = std::get_if<Exited>(&end))
    return exited->status == 0
               ? AgentPoll::ready()
               : AgentPoll::not_ready(fmt::format("exit status {}", exited->status));
  if (const auto* killed = std::get_if<Killed>(&end))
    return AgentPoll::not_ready(fmt::format("killed by signal {}", killed->signal));
  if (const auto* not_started = std::get_if<NotStarted>(&end))
    return AgentPoll::not_ready(
        fmt::format("not started: {}", std::generic_category().message(not_started->error)));
  return AgentPoll::timed_out(fmt::format("not done within {}", to_text(limit)));
}

std::string_view first_line(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return text;
}

}  // namespace

AgentPoll AgentPoller::poll() {
  return std::visit([this](const auto& agent) { return ask(agent); }, spec_);
}

AgentPoll AgentPoller::ask(const CiliumAgent& agent) {
  AgentPoll brief = ask_cilium(agent, true, limit_);
  if (brief.state == AgentState::NotReady) {
    asked_in_full_ = false;
    version_in_full_.reset();
  }
  if (brief.state != AgentState::Ready || brief.version) return brief;
  if (!asked_in_full_) {
    asked_in_full_ = true;
    version_in_full_ = ask_cilium(agent, false, limit_).version;
  }
  brief.version = version_in_full_;
  return brief;
}

AgentPoll AgentPoller::ask(const HttpAgent& agent) const {
  const auto answer = http_get({.server = agent.server, .path = agent.path, .brief = true}, limit_);
  return answer ? poll_of_status(answer->status) : AgentPoll::failed(answer.error());
}

AgentPoll AgentPoller::ask(const ExecAgent& agent) const {
  return poll_of(run_command(agent.command, limit_), limit_);
}

AgentPoll AgentPoller::ask(const FileAgent& agent) const {
  const UniqueFd fd(open(agent.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid())
    return AgentPoll::not_ready(errno == ENOENT ? "no such file"
                                                : std::generic_category().message(errno));
  std::array<char, 512> start;
  const ssize_t got = read(fd.get(), start.data(), start.size());
  if (got < 0) return AgentPoll::not_ready(std::generic_category().message(errno));
  if (got == 0) return AgentPoll::not_ready("the file is empty");
  const auto line = first_line({start.data(), static_cast<std::size_t>(got)});
  if (line.empty()) return AgentPoll::ready();
  return AgentPoll::ready(std::string(line));
}

AgentPoll AgentPoller::ask(const ViciAgent& agent) const {
  return ask_vici({agent.socket}, limit_);
}

AgentPoll AgentPoller::ask(const PlutoAgent& agent) const {
  return ask_pluto({agent.socket}, limit_);
}

/// The exit status is documented for `systemctl is-active`: 3 also while a unit starts or stops.
AgentPoll AgentPoller::ask(const SystemdAgent& agent) const {
  const CommandEnd end =
      run_command(fmt::format("exec systemctl is-active --quiet -- '{}'", agent.unit), limit_);
  if (end == CommandEnd(Exited{3})) return AgentPoll::not_ready("the unit is not active");
  if (end == CommandEnd(Exited{127})) return AgentPoll::not_ready("there is no systemctl here");
  return poll_of(end, limit_);
}

AgentPoll AgentPoller::ask(const NoAgent&) const { return AgentPoll::not_ready("nobody to ask"); }

}  // namespace canary

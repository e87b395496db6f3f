// SPDX-License-Identifier: Apache-2.0
#include "daemon/path_pace.h"

namespace canary {
namespace {

constexpr Duration kSuspectedInterval = std::chrono::milliseconds(20);
/// While the agent restarts, and while the path is out.
constexpr Duration kTransitionInterval = std::chrono::milliseconds(100);

}  // namespace

std::optional<Instant> PathPace::observe(Instant at, const Observed& what) {
  if (const auto* sent = std::get_if<ProbeSent>(&what))
    return watch_.sent(sent->ssid, sent->sequence, at);
  if (const auto* reply = std::get_if<ReplyReceived>(&what))
    watch_.answered(reply->ssid, reply->sequence, reply->rtt);
  return std::nullopt;
}

bool PathPace::suspect(const std::set<Ssid>& paths) {
  bool any_new = false;
  for (const Ssid path : paths) any_new |= watch_.suspect(path);
  return any_new;
}

std::optional<Duration> PathPace::dense_interval(Ssid path, bool transition_open) const {
  switch (watch_.told(path)) {
    case PathWatch::State::Suspected:
      return kSuspectedInterval;
    case PathWatch::State::Out:
      return kTransitionInterval;
    case PathWatch::State::Usual:
      break;
  }
  return transition_open ? std::optional(kTransitionInterval) : std::nullopt;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "session/baseline.h"

#include <fmt/format.h>

namespace canary {
namespace {

/// One or two are always on their way.
constexpr std::uint64_t kFewest = 3;

}  // namespace

void Baseline::observe(Instant at, const Observed& what) {
  if (const auto* added = std::get_if<PathAdded>(&what)) paths_[added->ssid].path = *added;
  const auto silent = [&](Ssid ssid) {
    ProbedPath& path = paths_[ssid];
    ++path.sent;
    ++path.unanswered;
    if (!path.silent_since) path.silent_since = at;
  };
  if (const auto* sent = std::get_if<ProbeSent>(&what)) silent(sent->ssid);
  if (const auto* refused = std::get_if<ProbeRefused>(&what)) silent(refused->ssid);
  if (const auto* reply = std::get_if<ReplyReceived>(&what)) {
    ProbedPath& path = paths_[reply->ssid];
    ++path.answered;
    path.unanswered = 0;
    path.silent_since.reset();
  }
}

std::vector<std::string> Baseline::troubles(Instant now, Duration patience) const {
  std::vector<std::string> sentences;
  for (const auto& [ssid, path] : paths_) {
    const bool silent = path.silent_since && now - *path.silent_since >= patience;
    if (!silent || path.unanswered < kFewest || path.path.kind != PathKind::Encrypted) continue;
    sentences.push_back(fmt::format(
        "{} is unreachable already: none of {} probes was answered; that is no upgrade's doing",
        path.path.remote,
        path.answered == 0 ? fmt::format("{}", path.sent)
                           : fmt::format("the last {}", path.unanswered)));
  }
  return sentences;
}

}  // namespace canary

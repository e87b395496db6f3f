// SPDX-License-Identifier: Apache-2.0
#include "analysis/canary_down.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/socket_address.h"
#include "reading/loss_direction.h"
#include "reading/words.h"

namespace canary {
namespace {

/// A host tells once a second that a port is unreachable, some seldom more (icmp_ratelimit).
constexpr Duration kSilence = std::chrono::seconds(3);

std::string where(const NoAnswers& seen) {
  return seen.port == 0 ? to_text(seen.source) : to_text(Endpoint{seen.source, seen.port});
}

std::string times(const NoAnswers& seen) { return count_of(seen.count, "time"); }

/// "nobody listens at 10.0.1.10:862 (told 6 times)"
std::string clause(const NoAnswers& seen, const NodeName& remote) {
  switch (seen.reason) {
    case NoAnswerReason::NobodyListens:
      return fmt::format("nobody listens at {} of {}, or a firewall refuses there (told {})",
                         where(seen), remote, times(seen));
    case NoAnswerReason::OtherKey:
      return fmt::format("{} has another key, or none (not authentic {})", remote, times(seen));
    case NoAnswerReason::OtherSource:
      return fmt::format("{} is answered for from {}, which is not where was probed ({})", remote,
                         where(seen), times(seen));
    case NoAnswerReason::NoMatch:
      return fmt::format("what came back from {} of {} answers no probe ({})", where(seen), remote,
                         times(seen));
  }
  std::unreachable();
}

std::string advice_for(NoAnswerReason reason, const NodeName& remote) {
  switch (reason) {
    case NoAnswerReason::NobodyListens:
      return fmt::format("start xfrm-canary on {}, with the same --port, and let it pass", remote);
    case NoAnswerReason::OtherKey:
      return fmt::format("give {} and this node the same --key-file", remote);
    case NoAnswerReason::OtherSource:
      return "probe the address that answers, or take away what rewrites it";
    case NoAnswerReason::NoMatch:
      return fmt::format("see which program has the port on {}", remote);
  }
  std::unreachable();
}

constexpr std::string_view kSaysNothing = ", so lost probes do not show that IPsec is down";

bool died_at_the_canary(const Fate& fate, const NodeName& remote) {
  return fate.stage == Stage::ReceiverSocket && fate.node == remote &&
         fate.leg == ProbeLeg::Request && (!fate.cause || fate.cause->starts_with("NO_SOCKET"));
}

bool went_on_until_the_end(const NoAnswers& seen, const Outage& outage, Duration deadline) {
  const auto after = std::ranges::lower_bound(seen.at, outage.first_lost);
  if (after == seen.at.end() || *after > outage.last_lost + deadline) return false;
  const auto last = std::ranges::upper_bound(seen.at, outage.last_lost + deadline) - 1;
  return *last + kSilence >= outage.last_lost;
}

}  // namespace

std::optional<std::string> why_canary_is_down(const Outage& outage, const PathProbes& path,
                                              std::span<const NoAnswers> no_answers,
                                              Duration deadline) {
  const NodeName& remote = path.path.remote;
  if (!std::ranges::all_of(outage.fates,
                           [&](const Fate& fate) { return died_at_the_canary(fate, remote); }))
    return std::nullopt;
  for (const NoAnswers& seen : no_answers)
    if (went_on_until_the_end(seen, outage, deadline))
      return clause(seen, remote) + std::string(kSaysNothing);
  if (outage.fates.empty() || outage.unattributed > 0) return std::nullopt;
  return fmt::format(
      "{} reached {}{}, and nobody answered there{}", count_of(outage.probes_lost, "request"),
      remote, path.path.kind == PathKind::Encrypted ? " and came out of XFRM" : "", kSaysNothing);
}

std::vector<Finding> find_canary_trouble(std::span<const NodeSession> sessions) {
  std::vector<Finding> findings;
  for (const auto& session : sessions) {
    for (const auto& path : session.paths) {
      const auto* reflector = find_session(sessions, path.path.remote);
      for (const NoAnswers& seen : find_no_answers(session, reflector, path))
        findings.push_back(
            {"canary-trouble",
             Severity::Warning,
             session.node(),
             fmt::format("{}: {}", to_text(path.path), clause(seen, path.path.remote)),
             {},
             {advice_for(seen.reason, path.path.remote)}});
      if (is_stateless(path))
        findings.push_back(
            {"canary-trouble",
             Severity::Info,
             session.node(),
             fmt::format("{}: the reflector keeps no count of its own (stateless, RFC "
                         "8762), so it does not tell which way probes were lost",
                         to_text(path.path)),
             {},
             {}});
    }
  }
  return findings;
}

}  // namespace canary

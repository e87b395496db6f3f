// SPDX-License-Identifier: Apache-2.0
#include "analysis/path_verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/before.h"
#include "analysis/canary_down.h"
#include "analysis/encryption_verdict.h"
#include "analysis/unwatched_uplink.h"
#include "analysis/why_not_positive.h"
#include "reading/loss_direction.h"
#include "reading/words.h"

namespace canary {
namespace {

/// The last moment at which this outage, or what followed without a clean run between, was felt.
Instant end_of(const WeighedOutage& weighed) {
  const auto& recovered = weighed.outage.recovered_between;
  return recovered ? recovered->first : weighed.outage.last_lost;
}

class PathJudge {
 public:
  PathJudge(std::span<const NodeSession> sessions, const NodeSession& session,
            const PathProbes& path, const PathLoss& loss, const PathProof& proof)
      : sessions_(sessions),
        session_(session),
        path_(path),
        loss_(loss),
        proof_(proof),
        ready_(ready_of_path(sessions, path.path.local, path.path.remote)),
        no_answers_(find_no_answers(session, find_session(sessions, path.path.remote), path)),
        counts_(count_outcomes(path)) {
    for (const auto* outages : {&loss.outages, &loss.of_one_size})
      for (const auto& weighed : *outages)
        if (weighed.significant) significant_.push_back(&weighed);
    std::ranges::stable_sort(significant_, {},
                             [](const auto* weighed) { return end_of(*weighed); });
  }

  [[nodiscard]] Decision decide() const {
    std::optional<Decision> doubt;
    for (const auto* weighed : significant_) {
      auto decision = ready_.at ? against_ready(*weighed) : without_ready(*weighed);
      if (decision && decision->verdict == Verdict::NotRecovered)
        if (auto why = why_canary_is_down(weighed->outage, path_, no_answers_,
                                          session_.criteria().deadline))
          decision = Decision{Verdict::Inconclusive, std::move(*why)};
      if (decision && decision->verdict == Verdict::NotRecovered) return *decision;
      if (decision && !doubt) doubt = decision;
    }
    if (is_encrypted())
      if (auto clear = judge_clear_text(proof_, session_, ready_)) return *clear;
    if (doubt) return *doubt;
    if (is_encrypted())
      if (auto why = why_not_seen_leaving(sessions_, path_, proof_))
        return {Verdict::Inconclusive, std::move(*why)};
    if (auto why =
            why_not_positive(sessions_, session_, path_, ready_, first_trouble(), loss_, proof_))
      return {Verdict::Inconclusive, std::move(*why)};
    if (is_encrypted())
      if (auto why = why_not_proved(proof_)) return {Verdict::Inconclusive, std::move(*why)};
    if (!significant_.empty()) return recovered();
    return is_encrypted() && proof_.in_clear > 0 ? encrypted_again() : unaffected();
  }

  [[nodiscard]] std::optional<std::pair<Duration, Duration>> recovery_after_ready() const {
    if (significant_.empty() || !ready_.of_agent) return std::nullopt;
    const auto& recovered = significant_.back()->outage.recovered_between;
    if (!recovered) return std::nullopt;
    // True readiness lies between two polls, true recovery between two probes.
    return std::pair{recovered->first - *ready_.at, recovered->second - ready_.earliest};
  }

  [[nodiscard]] const ProbeCounts& counts() const { return counts_; }

 private:
  [[nodiscard]] bool is_encrypted() const { return path_.path.kind == PathKind::Encrypted; }

  /// The first loss that counts, or the first answer in the clear of an encrypted path.
  [[nodiscard]] std::optional<Instant> first_trouble() const {
    auto first = is_encrypted() ? proof_.first_in_clear : std::nullopt;
    for (const auto* weighed : significant_)
      first = std::min(first.value_or(weighed->outage.first_lost), weighed->outage.first_lost);
    return first;
  }

  [[nodiscard]] Instant limit() const { return *ready_.at + session_.criteria().recover_within; }

  [[nodiscard]] std::string since_ready() const {
    return fmt::format("after {}", words_of(ready_));
  }

  /// Nothing where this outage ended in time.
  [[nodiscard]] std::optional<Decision> against_ready(const WeighedOutage& weighed) const {
    const auto within = to_text(session_.criteria().recover_within);
    if (end_of(weighed) > limit())
      return Decision{Verdict::NotRecovered,
                      fmt::format("probes were lost {} {}; recovery may take {}",
                                  to_text(end_of(weighed) - *ready_.at), since_ready(), within)};
    if (weighed.outage.recovered_between) return std::nullopt;
    const bool answers_came = weighed.answered_after > 0 && !weighed.flapping;
    if (answers_came)
      return Decision{Verdict::Inconclusive,
                      fmt::format("the observation ended when {} of {} clean probes in a row had "
                                  "been answered",
                                  weighed.answered_after, session_.criteria().clean_probes)};
    const Duration watched = session_.span.to - *ready_.at;
    if (session_.span.to >= limit() || session_.criteria().after_upgrade)
      return Decision{Verdict::NotRecovered,
                      fmt::format("probes were still lost when the observation ended {} {}",
                                  to_text(watched), since_ready())};
    return Decision{Verdict::Inconclusive,
                    fmt::format("probes were still lost when the observation ended {} {}, but "
                                "recovery may take {}",
                                to_text(watched), since_ready(), within)};
  }

  [[nodiscard]] std::optional<Decision> without_ready(const WeighedOutage& weighed) const {
    if (weighed.outage.recovered_between) return std::nullopt;
    if (weighed.answered_after > 0 && !weighed.flapping) return std::nullopt;
    return Decision{Verdict::NotRecovered,
                    ready_.agent_down
                        ? "probes were still lost at the end, and the agent had not come back"
                        : "probes were still lost at the end, although the agent never went away"};
  }

  [[nodiscard]] Decision unaffected() const {
    if (counts_.lost == 0)
      return {Verdict::Unaffected,
              fmt::format("none of {} was lost", count_of(counts_.sent, "probe"))};
    return {Verdict::Unaffected, few_lost()};
  }

  [[nodiscard]] std::string few_lost() const {
    return fmt::format("{} of {} lost, few in a row and not by XFRM", counts_.lost,
                       count_of(counts_.sent, "probe"));
  }

  [[nodiscard]] Decision recovered() const {
    const auto clean = significant_.back()->outage.recovered_between->second - *ready_.at;
    if (clean <= Duration{0})
      return {Verdict::Recovered, fmt::format("the path was clean again {} before {}",
                                              to_text(-clean), words_of(ready_))};
    return {Verdict::Recovered,
            fmt::format("the path was clean again {} {}", to_text(clean), since_ready())};
  }

  [[nodiscard]] Decision encrypted_again() const {
    const auto last = *proof_.last_in_clear - *ready_.at;
    return {
        Verdict::Recovered,
        fmt::format("{} {} went in the clear, the last {} {} {}",
                    counts_.lost == 0 ? "nothing was lost, but" : few_lost() + ", and",
                    count_of(proof_.in_clear, "answered probe"), to_text(std::chrono::abs(last)),
                    last < Duration{0} ? "before" : "after", words_of(ready_))};
  }

  std::span<const NodeSession> sessions_;
  const NodeSession& session_;
  const PathProbes& path_;
  const PathLoss& loss_;
  const PathProof& proof_;
  PathReady ready_;
  std::vector<NoAnswers> no_answers_;
  ProbeCounts counts_;
  std::vector<const WeighedOutage*> significant_;  ///< by when they ended
};

/// No loss speaks against it, and too few answers for it.
bool too_new(const PathProbes& path, const ProbeCounts& counts, const Criteria& criteria) {
  return path.came_later && counts.lost == 0 && counts.late == 0 &&
         counts.answered < criteria.clean_probes;
}

std::uint64_t within(const Outage& outage, const std::vector<Instant>& moments) {
  return static_cast<std::uint64_t>(std::ranges::count_if(moments, [&](Instant moment) {
    return outage.first_lost <= moment && moment <= outage.last_lost;
  }));
}

}  // namespace

PathJudgement judge_path(std::span<const NodeSession> sessions, const NodeSession& session,
                         const PathProbes& path, const PathLoss& loss, const PathProof& proof) {
  const PathJudge judge(sessions, session, path, loss, proof);
  auto [verdict, reason] = judge.decide();
  const BeforeState before = find_before(sessions, session, path);
  reason += before_words(before, verdict, judge.counts());
  PathJudgement judgement{path.path,
                          verdict,
                          std::move(reason),
                          before,
                          judge.counts(),
                          round_trip_times(path),
                          {},
                          judge.recovery_after_ready()};
  const auto [forward, back] = loss_by_direction(path);
  judgement.probes.loss_forward = forward;
  judgement.probes.loss_return = back;
  if (path.path.kind == PathKind::Encrypted) {
    judgement.probes.proved = proof.proved;
    judgement.probes.in_clear = proof.in_clear;
    judgement.probes.not_seen = proof.unseen + proof.unwatched;
  }
  judgement.too_new = too_new(path, judgement.probes, session.criteria());
  for (const auto& weighed : loss.outages) {
    auto& outage = judgement.outages.emplace_back(weighed.outage);
    outage.lost_in_clear = within(outage, proof.lost_in_clear);
    outage.lost_encrypted = within(outage, proof.lost_encrypted);
  }
  return judgement;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "analysis/encryption_verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "reading/words.h"

namespace canary {
namespace {

/// Answers at the end that must all be proved, or as many as there are.
constexpr std::uint64_t kProvedAtEnd = 10;

std::uint64_t answered(const PathProof& proof) {
  return proof.proved + proof.in_clear + proof.unseen + proof.unwatched;
}

std::string how_many(std::uint64_t some, const PathProof& proof) {
  return fmt::format("{} of {}", some, count_of(answered(proof), "answered probe"));
}

std::string how_they_went(const PathProof& proof) {
  if (proof.authenticated == proof.in_clear) return "were authenticated by AH and not encrypted";
  if (proof.null_cipher == proof.in_clear)
    return "were authenticated by ESP with a null cipher and not encrypted";
  return "went in the clear";
}

}  // namespace

std::optional<Decision> judge_clear_text(const PathProof& proof, const NodeSession& session,
                                         const PathReady& ready) {
  if (proof.in_clear == 0) return std::nullopt;
  const auto& criteria = session.criteria();
  const std::string went =
      fmt::format("{} {}", how_many(proof.in_clear, proof), how_they_went(proof));
  const auto limit = ready.at ? std::optional(*ready.at + criteria.recover_within) : std::nullopt;
  if (limit && *proof.last_in_clear > *limit)
    return Decision{Verdict::NotRecovered,
                    fmt::format("{}, the last {} after {}; recovery may take {}", went,
                                to_text(*proof.last_in_clear - *ready.at), words_of(ready),
                                to_text(criteria.recover_within))};
  if (proof.answered_since_clear >= criteria.clean_probes) return std::nullopt;
  if (proof.answered_since_clear > 0 && proof.proved_at_end == proof.answered_since_clear)
    return Decision{Verdict::Inconclusive,
                    fmt::format("{}, and the observation ended when {} of {} clean probes in a row "
                                "had been answered",
                                went, proof.proved_at_end, criteria.clean_probes)};
  if (limit && session.span.to < *limit && !criteria.after_upgrade)
    return Decision{Verdict::Inconclusive,
                    fmt::format("{} until the observation ended, but recovery may take {}", went,
                                to_text(criteria.recover_within))};
  return Decision{Verdict::NotRecovered, went + " until the observation ended"};
}

std::optional<std::string> why_not_proved(const PathProof& proof) {
  if (proof.unseen > 0)
    return fmt::format(
        "of {} it was not seen whether they were encrypted or in the clear: of {} when they were "
        "sent, of {} when they came",
        how_many(proof.unseen, proof), count_of(proof.unseen_requests, "request"),
        proof.unseen_replies == 1 ? "1 reply" : fmt::format("{} replies", proof.unseen_replies));
  const auto needed = std::min(kProvedAtEnd, answered(proof));
  if (proof.proved_at_end < needed)
    return fmt::format("only the last {} were seen encrypted both ways, {} are needed",
                       count_of(proof.proved_at_end, "answered probe"), needed);
  return std::nullopt;
}

}  // namespace canary

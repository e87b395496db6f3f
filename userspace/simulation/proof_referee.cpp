// SPDX-License-Identifier: Apache-2.0
#include "simulation/proof_referee.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulation/clear_answers.h"
#include "simulation/what_was_seen.h"

namespace canary::simulation {
namespace {

/// At least so many, as it was seen in time; and at most, as it was.
struct Bounds {
  std::uint64_t least = 0, most = 0;
  [[nodiscard]] bool allow(std::uint64_t told) const { return least <= told && told <= most; }
};

/// A pause makes it unknown when the other end saw a packet.
bool is_timed(const History& history, const ProbeTruth& probe) {
  return stood_still(history, {probe.sent, probe.sent + history.criteria.deadline}) == Duration{0};
}

}  // namespace

std::vector<std::string> object_to_proofs(const History& history,
                                          const std::vector<ProbeTruth>& probes,
                                          const PathJudgement& judged) {
  Bounds proved, in_clear;
  for (const ProbeTruth& probe : probes) {
    if (probe.outcome != Outcome::Answered) continue;
    const bool clear = went_in_clear(probe);
    in_clear.most += clear ? 1 : 0;
    proved.most += went_encrypted(probe) ? 1 : 0;
    if (!is_timed(history, probe)) continue;
    in_clear.least += std::ranges::any_of(probe.legs, &LegTruth::seen_clear_in_time) ? 1 : 0;
    const bool seen = std::ranges::all_of(probe.legs, &LegTruth::seen_encrypted);
    proved.least += seen && !clear ? 1 : 0;
  }
  std::vector<std::string> objections;
  const auto& told = judged.probes;
  const auto check = [&](std::string_view word, std::uint64_t count, const Bounds& bounds) {
    if (!bounds.allow(count))
      objections.push_back(fmt::format("{} answered probes are told as {}, {} to {} are", count,
                                       word, bounds.least, bounds.most));
  };
  check("proved", told.proved, proved);
  check("in the clear", told.in_clear, in_clear);
  if (told.proved + told.in_clear + told.not_seen != told.answered)
    objections.push_back(fmt::format("{} proved, {} in the clear and {} not seen are not {}",
                                     told.proved, told.in_clear, told.not_seen, told.answered));
  return objections;
}

}  // namespace canary::simulation

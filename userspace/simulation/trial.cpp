// SPDX-License-Identifier: Apache-2.0
#include "simulation/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "analysis/judge.h"
#include "simulation/referee.h"
#include "simulation/world.h"

namespace canary::simulation {
namespace {

constexpr std::uint64_t kJudgedTwice = 8;

/// What netlink tells and what the canary does itself comes in order.
bool comes_in_order(const Observation& seen) {
  return is_one_of<UplinksFound, HookAttached, HookDetached, StatesSeen, PoliciesSeen,
                   PoliciesFlushed, XfrmTablesListed>(seen.what);
}

/// The kernel's events come through a ring buffer and may be younger or older than their
/// neighbours.
Timeline shuffled(Timeline timeline, Dice dice) {
  for (auto& node : timeline.nodes) {
    auto& seen = node.observations;
    std::vector<Observation> in_order;
    std::ranges::copy_if(seen, std::back_inserter(in_order), comes_in_order);
    for (std::size_t left = seen.size(); left > 1; --left)
      std::swap(seen[left - 1], seen[dice.below(left)]);
    auto next = in_order.begin();
    for (Observation& one : seen)
      if (comes_in_order(one)) one = std::move(*next++);
  }
  return timeline;
}

std::vector<std::string> differences(const Judgement& one, const Judgement& other) {
  std::vector<std::string> sentences;
  for (const PathJudgement& judged : one.paths) {
    const auto same = std::ranges::find(other.paths, judged.path, &PathJudgement::path);
    if (same == other.paths.end() || !(*same == judged))
      sentences.push_back(fmt::format("{} is judged otherwise where observations lie otherwise",
                                      to_text(judged.path)));
  }
  return sentences;
}

}  // namespace

Trial try_judge(std::uint64_t seed, const Variety& variety) {
  Trial trial{throw_history(seed, variety), {}, {}};
  auto played = play(trial.history);
  trial.truth = std::move(played.truth);
  const auto judgement = judge(played.timeline);
  trial.violations = find_violations(trial.history, trial.truth, judgement);
  if (seed % kJudgedTwice != 0) return trial;
  const auto again = judge(shuffled(std::move(played.timeline), Dice(seed)));
  std::ranges::move(differences(judgement, again), std::back_inserter(trial.violations));
  return trial;
}

}  // namespace canary::simulation

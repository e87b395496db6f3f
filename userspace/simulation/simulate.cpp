// SPDX-License-Identifier: Apache-2.0
// Plays random histories, judges what was recorded of them, and lets the referee look:
//
//   simulate COUNT FIRST_SEED     exit code 1 at the first violation, whose history it tells
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "analysis/judge.h"
#include "simulation/history_thrower.h"
#include "simulation/history_words.h"
#include "simulation/referee.h"
#include "simulation/world.h"

namespace canary::simulation {
namespace {

bool is_right(std::uint64_t seed) {
  const auto history = throw_history(seed);
  const auto played = play(history);
  const auto violations = find_violations(history, played.truth, judge(played.timeline));
  if (violations.empty()) return true;
  fmt::print("seed {}\n{}", seed, in_words(history, played.truth));
  for (const auto& violation : violations) fmt::print("VIOLATION {}\n", violation);
  return false;
}

}  // namespace
}  // namespace canary::simulation

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto count = std::strtoull(argv[1], nullptr, 10);
  const auto first = std::strtoull(argv[2], nullptr, 10);
  for (std::uint64_t round = 0; round < count; ++round) {
    if (!canary::simulation::is_right(first + round)) return 1;
  }
  fmt::print("{} histories\n", count);
  return 0;
}

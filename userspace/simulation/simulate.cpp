// SPDX-License-Identifier: Apache-2.0
// Plays random histories on all CPUs, judges what was recorded of them, and lets a referee look.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "simulation/history_words.h"
#include "simulation/trial.h"

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

constexpr int kUsage = 2;

std::string to_text(const Trial& trial) {
  std::string text = in_words(trial.history, trial.truth);
  for (const auto& violation : trial.violations) text += fmt::format("VIOLATION {}\n", violation);
  return text;
}

/// Hands out seeds until all were tried or one was judged wrongly.
class Simulation {
 public:
  Simulation(std::uint64_t count, std::uint64_t first) : count_(count), first_(first) {}

  /// True without violations.
  bool run() {
    const auto begun = std::chrono::steady_clock::now();
    std::vector<std::jthread> workers;
    for (auto left = std::max(1u, std::thread::hardware_concurrency()); left > 0; --left)
      workers.emplace_back([this] { work(); });
    while (!is_over()) {
      std::this_thread::sleep_for(100ms);
      show_progress(std::chrono::steady_clock::now() - begun);
    }
    workers.clear();
    const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun);
    if (wrong_.empty()) {
      fmt::print("{} histories, 0 violations, {:.0f} s\n", count_, took.count());
      return true;
    }
    const auto& [seed, text] = *wrong_.begin();
    fmt::print(
        "the history of seed {} is judged wrongly:\n{}replay: scripts/simulate --count 1 --seed "
        "{}\n",
        seed, text, seed);
    return false;
  }

 private:
  [[nodiscard]] bool is_over() const { return stop_ || done_ == count_; }

  void work() {
    while (!stop_) {
      const auto round = next_++;
      if (round >= count_) return;
      const auto trial = try_judge(first_ + round);
      ++done_;
      if (trial.violations.empty()) continue;
      const std::scoped_lock lock(mutex_);
      wrong_.emplace(first_ + round, to_text(trial));
      stop_ = true;
    }
  }

  void show_progress(Duration elapsed) {
    const bool on_terminal = isatty(STDERR_FILENO) != 0;
    const auto every = on_terminal ? Duration{500ms} : Duration{30s};
    if (elapsed - shown_ < every) return;
    shown_ = elapsed;
    fmt::print(stderr, "{}{} of {} histories{}", on_terminal ? "\r" : "", done_.load(), count_,
               on_terminal ? " " : "\n");
  }

  const std::uint64_t count_, first_;
  std::atomic<std::uint64_t> next_ = 0, done_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::map<std::uint64_t, std::string> wrong_;  ///< by seed: the history and its violations
  Duration shown_{};
};

}  // namespace
}  // namespace canary::simulation

constexpr int kKeptMemory = 1 << 28;

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: simulate COUNT FIRST_SEED\n");
    return canary::simulation::kUsage;
  }
  // Recordings come and go: the kernel is not asked for their memory each time.
  mallopt(M_MMAP_THRESHOLD, kKeptMemory);
  mallopt(M_TRIM_THRESHOLD, kKeptMemory);
  const auto count = std::strtoull(argv[1], nullptr, 10);
  const auto first = std::strtoull(argv[2], nullptr, 10);
  return canary::simulation::Simulation(count, first).run() ? EXIT_SUCCESS : EXIT_FAILURE;
}

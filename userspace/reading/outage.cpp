// SPDX-License-Identifier: Apache-2.0
#include "reading/outage.h"

#include <algorithm>

namespace canary {
namespace {

/// Walks along the probes of one path.
class RunFinder {
 public:
  explicit RunFinder(std::uint32_t clean_probes) : clean_probes_(std::max(1u, clean_probes)) {}

  void take(std::size_t place, Outcome outcome) {
    switch (outcome) {
      case Outcome::Lost:
        lose(place);
        break;
      case Outcome::Answered:
        answer(place);
        break;
      case Outcome::Late:
        in_run_ = false;
        answered_in_row_ = 0;
        after_run_ = false;
        break;
      case Outcome::Pending:
        break;
    }
  }

  std::vector<LostRun> finish() {
    close_chain(std::nullopt);
    return std::move(runs_);
  }

 private:
  void lose(std::size_t place) {
    if (!in_run_) runs_.emplace_back().first = place;
    in_run_ = after_run_ = true;
    answered_in_row_ = 0;
    runs_.back().last = place;
    ++runs_.back().lost;
  }

  void answer(std::size_t place) {
    in_run_ = false;
    if (chain_start_ == runs_.size()) return;  // nothing to recover from
    if (answered_in_row_ == 0) first_answered_ = place;
    ++answered_in_row_;
    if (after_run_) runs_.back().answered_after = answered_in_row_;
    if (answered_in_row_ >= clean_probes_) close_chain(first_answered_);
  }

  /// Ends all runs since the last clean one.
  void close_chain(std::optional<std::size_t> clean) {
    std::uint64_t lost = 0;
    for (auto i = chain_start_; i < runs_.size(); ++i) lost += runs_[i].lost;
    for (auto i = chain_start_; i < runs_.size(); ++i) {
      runs_[i].clean = clean;
      runs_[i].last_before_clean = runs_.back().last;
      runs_[i].lost_until_clean = lost;
    }
    chain_start_ = runs_.size();
    answered_in_row_ = 0;
    after_run_ = false;
  }

  std::uint32_t clean_probes_;
  std::vector<LostRun> runs_;
  std::size_t chain_start_ = 0;  ///< first run that has not recovered yet
  bool in_run_ = false;
  bool after_run_ = false;  ///< nothing but answers since the last run
  std::uint32_t answered_in_row_ = 0;
  std::size_t first_answered_ = 0;
};

}  // namespace

std::vector<LostRun> find_lost_runs(std::span<const ProbeResult> probes,
                                    std::uint32_t clean_probes) {
  RunFinder finder(clean_probes);
  for (std::size_t place = 0; place < probes.size(); ++place)
    finder.take(place, probes[place].outcome);
  return finder.finish();
}

Outage to_outage(const LostRun& run, std::span<const ProbeResult> probes) {
  Outage outage;
  outage.first_lost = probes[run.first].sent;
  outage.last_lost = probes[run.last].sent;
  outage.probes_lost = run.lost;
  outage.unattributed = run.lost;
  if (run.clean)
    outage.recovered_between = {probes[run.last_before_clean].sent, probes[*run.clean].sent};
  return outage;
}

}  // namespace canary

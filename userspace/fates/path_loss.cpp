// SPDX-License-Identifier: Apache-2.0
#include "fates/path_loss.h"

#include <algorithm>
#include <map>

namespace canary {
namespace {

class LossFinder {
 public:
  LossFinder(const PathProbes& path, const Criteria& criteria, const FateFinder& fates,
             const DropTimes& drops)
      : path_(path), criteria_(criteria), fates_(fates), drops_(drops) {}

  [[nodiscard]] std::vector<WeighedOutage> outages() const {
    std::vector<WeighedOutage> outages;
    for (const auto& run : find_lost_runs(path_.probes, criteria_.clean_probes))
      outages.push_back(weigh(run));
    return outages;
  }

  [[nodiscard]] std::vector<WeighedOutage> of_one_size() const {
    std::map<std::uint32_t, std::vector<ProbeResult>> by_size;
    for (const auto& probe : path_.probes)
      if (probe.bytes != 0) by_size[probe.bytes].push_back(probe);
    std::vector<WeighedOutage> weighed;
    if (by_size.size() < 2) return weighed;
    for (const auto& [bytes, probes] : by_size) {
      for (const auto& run : find_lost_runs(probes, criteria_.clean_probes)) {
        if (run.lost < criteria_.clean_probes) continue;
        if (!others_came_through(bytes, probes[run.first].sent, probes[run.last].sent)) continue;
        weighed.push_back(
            {to_outage(run, probes), true, run.lost_until_clean > run.lost, run.answered_after});
      }
    }
    return weighed;
  }

 private:
  [[nodiscard]] WeighedOutage weigh(const LostRun& run) const {
    WeighedOutage weighed{to_outage(run, path_.probes), false, run.lost_until_clean > run.lost,
                          run.answered_after};
    weighed.significant = run.lost >= criteria_.clean_probes ||
                          run.lost_until_clean >= 2 * std::uint64_t{criteria_.clean_probes};
    for (auto place = run.first; place <= run.last; ++place) {
      const auto& probe = path_.probes[place];
      if (probe.outcome == Outcome::Lost && explain(probe, weighed.outage))
        weighed.significant = true;
    }
    return weighed;
  }

  /// Attributes one lost probe. Whether it matters although it may be alone.
  bool explain(const ProbeResult& probe, Outage& outage) const {
    const Instant decided = probe.sent + criteria_.deadline;
    const auto fate = fates_.fate_of(path_.path, path_.key_of(probe), probe, decided);
    if (fate) {
      attribute(outage, *fate);
      return is_xfrm_cause(*fate) || fate->stage == Stage::SenderUplink;
    }
    return path_.path.kind == PathKind::Encrypted &&
           drops_.any(path_.path.local, path_.path.remote,
                      {probe.sent - criteria_.interval, decided});
  }

  /// Whether nine in ten probes of other sizes were answered between the two moments.
  [[nodiscard]] bool others_came_through(std::uint32_t bytes, Instant first, Instant last) const {
    std::uint64_t answered = 0, lost = 0;
    auto probe = std::ranges::lower_bound(path_.probes, first, {}, &ProbeResult::sent);
    for (; probe != path_.probes.end() && probe->sent <= last; ++probe) {
      if (probe->bytes == bytes) continue;
      if (probe->outcome == Outcome::Answered) ++answered;
      if (probe->outcome == Outcome::Lost) ++lost;
    }
    return answered > 0 && lost * 10 <= answered;
  }

  const PathProbes& path_;
  const Criteria& criteria_;
  const FateFinder& fates_;
  const DropTimes& drops_;
};

}  // namespace

PathLoss find_losses(const PathProbes& path, const Criteria& criteria, const FateFinder& fates,
                     const DropTimes& drops) {
  const LossFinder finder(path, criteria, fates, drops);
  return {finder.outages(), finder.of_one_size()};
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "reading/ways_out.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {
namespace {

/// All that was told, with the time in which each may have been so.
class Told {
 public:
  explicit Told(const Seen& seen) {
    for (const auto [at, found] : seen.of<UplinksFound>()) told_.push_back({at, &found});
  }

  [[nodiscard]] bool is_empty() const { return told_.empty(); }

  /// A device that comes is told a moment later, one that goes as well: it was watched if it was by
  /// any of what may have been so.
  [[nodiscard]] bool saw(std::uint32_t device, Instant at) const {
    for (std::size_t i = 0; i < told_.size(); ++i) {
      const bool is_last = i + 1 == told_.size();
      const bool may_be =
          (i == 0 || told_[i].found->since <= at) && (is_last || at <= told_[i + 1].at);
      if (may_be && told_[i].found->sees(device)) return true;
    }
    return false;
  }

  [[nodiscard]] NodeDevice name(std::uint32_t index) const {
    for (const auto& told : told_)
      for (const NodeDevice& device : told.found->unwatched)
        if (device.index == index) return device;
    return {index, fmt::format("device {}", index), "no route was known to lead through it"};
  }

 private:
  struct ToldAt {
    Instant at;
    const UplinksFound* found;
  };
  std::vector<ToldAt> told_;
};

}  // namespace

WaysOut::WaysOut(const Seen& seen) {
  for (const auto [at, found] : seen.of<UplinksFound>()) {
    for (const NodeDevice& device : found.unwatched) place_of(device);
    last_ = found;
  }
  const Told told(seen);
  if (told.is_empty()) return;
  for (const auto [at, encrypted] : seen.of<ProbeEncrypted>()) {
    if (encrypted.device == 0 || told.saw(encrypted.device, at)) continue;
    const std::size_t place = place_of(told.name(encrypted.device));
    ++unwatched_[place].probes;
    of_paths_.emplace(key_of(encrypted.probe, encrypted.leg), place);
  }
}

std::size_t WaysOut::place_of(const NodeDevice& device) {
  const auto found = std::ranges::find_if(unwatched_, [&](const Unwatched& known) {
    return known.device.index == device.index && known.device.name == device.name;
  });
  if (found != unwatched_.end()) return static_cast<std::size_t>(found - unwatched_.begin());
  unwatched_.push_back({device, 0});
  return unwatched_.size() - 1;
}

const WaysOut::Unwatched* WaysOut::of_path(const ProbeKey& path, ProbeLeg leg) const {
  const auto found = of_paths_.find(key_of(path, leg));
  return found == of_paths_.end() ? nullptr : &unwatched_[found->second];
}

}  // namespace canary

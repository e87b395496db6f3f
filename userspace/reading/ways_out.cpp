// SPDX-License-Identifier: Apache-2.0
#include "reading/ways_out.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {
WaysOut::WaysOut(const Seen& seen) {
  for (const auto [at, found] : seen.of<UplinksFound>()) {
    for (const NodeDevice& device : found.unwatched) place_of(device);
    told_.push_back({at, found});
  }
  for (const auto [at, encrypted] : seen.of<ProbeEncrypted>()) {
    if (saw(encrypted.device, at)) continue;
    const std::size_t place = place_of(named(encrypted.device));
    ++unwatched_[place].probes;
    of_paths_.emplace(key_of(encrypted.probe, encrypted.leg), place);
  }
}

/// A device that comes is told a moment later, one that goes as well: it was watched if it was by
/// any of what may have been so.
bool WaysOut::saw(std::uint32_t device, Instant at) const {
  if (device == 0 || told_.empty()) return true;
  for (std::size_t i = 0; i < told_.size(); ++i) {
    const bool is_last = i + 1 == told_.size();
    const bool may_be =
        (i == 0 || told_[i].found.since <= at) && (is_last || at <= told_[i + 1].at);
    if (may_be && told_[i].found.sees(device)) return true;
  }
  return false;
}

const UplinksFound* WaysOut::last() const { return told_.empty() ? nullptr : &told_.back().found; }

NodeDevice WaysOut::named(std::uint32_t index) const {
  for (const auto& told : told_)
    for (const NodeDevice& device : told.found.unwatched)
      if (device.index == index) return device;
  return {index, fmt::format("device {}", index), "no route was known to lead through it"};
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

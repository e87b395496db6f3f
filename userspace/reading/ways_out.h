// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "timeline/seen.h"

namespace canary {

/// Through which devices packets left a node, and which of them were watched. Borrows nothing.
class WaysOut {
 public:
  explicit WaysOut(const Seen& seen);

  /// As it was told last; null where it was not told, as in recordings of version 0.1.0.
  [[nodiscard]] const UplinksFound* last() const;

  /// Whether hooks watched what left through the device then, there or where it passed next. True
  /// of device 0, and where devices were not told: nothing is known to the contrary.
  [[nodiscard]] bool saw(std::uint32_t device, Instant at) const;

  /// A device that packets could leave through, at any time, without being seen.
  struct Unwatched {
    NodeDevice device;
    std::uint64_t probes = 0;  ///< that were encrypted on this node, and left through it
  };
  [[nodiscard]] const std::vector<Unwatched>& unwatched() const { return unwatched_; }

  /// The device that is not watched, through which ESP of this path's requests or replies left this
  /// node; null where all was seen. The key's sequence does not matter.
  [[nodiscard]] const Unwatched* of_path(const ProbeKey& path, ProbeLeg leg) const;

 private:
  using PathLeg = std::tuple<IpAddress, IpAddress, Ssid, ProbeLeg>;
  static PathLeg key_of(const ProbeKey& path, ProbeLeg leg) {
    return {path.sender, path.reflector, path.ssid, leg};
  }
  struct ToldAt {
    Instant at;
    UplinksFound found;
  };
  std::size_t place_of(const NodeDevice& device);
  [[nodiscard]] NodeDevice named(std::uint32_t index) const;

  std::vector<ToldAt> told_;
  std::vector<Unwatched> unwatched_;
  std::map<PathLeg, std::size_t> of_paths_;  ///< places in unwatched_
};

}  // namespace canary

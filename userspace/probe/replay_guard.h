// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <tuple>

#include "base/ip_address.h"
#include "probe/stamp_packet.h"

namespace canary {

/// Tells authentic requests that were captured and sent once more from new ones, by the sender's
/// timestamp, which the HMAC covers: of each address and SSID the last 64 are known, and what is
/// not newer than all of them must be one that was overtaken on its way and has not come yet.
/// Bounded: where more ask than it remembers, the one that was silent for longest is forgotten;
/// only who has the key can ask.
class ReplayGuard {
 public:
  static constexpr std::size_t kRemembered = 16384;
  /// A canary sends a hundred a second at its densest; packets overtake each other by less.
  static constexpr std::size_t kWindow = 64;

  /// Takes a request that is authentic; false where it has been taken before, or is too old to
  /// tell.
  [[nodiscard]] bool takes(const IpAddress& sender, const StampRequest& request);

 private:
  /// A sender that changes the format of its timestamps is another one.
  using Sender = std::tuple<IpAddress, Ssid, StampClock>;
  using Recency = std::list<Sender>;  ///< most recent in front
  struct Window {
    std::array<std::uint64_t, kWindow> timestamps{};  ///< 0: none yet
    Recency::iterator recency;
  };

  Window& window_of(const Sender& sender);

  Recency recency_;
  std::map<Sender, Window> windows_;
};

}  // namespace canary

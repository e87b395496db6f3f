// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "uplinks/testing/ip_batch.h"
#include "uplinks/uplinks.h"

namespace canary::testing {

using Names = std::vector<std::string>;

/// A node with one network card.
inline constexpr auto kPlain = R"(
link add eth0 type nic
addr add 192.168.1.10/24 dev eth0
route add default via 192.168.1.1 dev eth0
)";

/// Of lines as read_ip_batch() takes them.
inline Uplinks choose(std::string_view batch, const std::vector<PeerAddress>& peers = {},
                      const Names& named = {}) {
  return choose_uplinks(read_ip_batch(batch), peers, named);
}

inline Uplinks choose_on(std::string_view node, std::string_view batch,
                         const std::vector<PeerAddress>& peers = {}, const Names& named = {}) {
  return choose(fmt::format("{}{}", node, batch), peers, named);
}

inline Names watched(const Uplinks& uplinks) {
  Names names;
  for (const Uplink& uplink : uplinks.watched) names.push_back(uplink.device);
  return names;
}

inline std::string why(const Uplinks& uplinks, std::string_view device) {
  for (const Uplink& uplink : uplinks.watched)
    if (uplink.device == device) return uplink.reason;
  return "it is not watched";
}

inline std::string why_not(const Uplinks& uplinks, std::string_view device) {
  for (const UnwatchedDevice& unwatched : uplinks.unwatched)
    if (unwatched.device == device) return unwatched.reason;
  return "it is watched";
}

/// As `doctor` and reports say it.
inline std::string sentence(const Uplinks& uplinks) {
  return to_sentence(to_observation(uplinks, {}));
}

inline Names carried_by(const Uplinks& uplinks, std::string_view device) {
  for (const Uplink& uplink : uplinks.watched)
    if (uplink.device == device) return uplink.carries;
  return {"it is not watched"};
}

}  // namespace canary::testing

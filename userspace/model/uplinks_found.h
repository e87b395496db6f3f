// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace canary {

/// A device of a node, and why it is watched, or why not.
struct NodeDevice {
  std::uint32_t index = 0;
  std::string name;
  std::string reason;  ///< "the default route leads through it"
  bool operator==(const NodeDevice&) const = default;
};

/// Through which devices packets leave a node, and which of them are watched.
struct UplinksFound {
  Instant since;  ///< it may have been so since then, not only since it was told
  std::vector<NodeDevice> watched;
  std::vector<NodeDevice> unwatched;  ///< packets leave the node through them, and nobody looks
  /// What they send passes another device of this node before it leaves: overlays, bonds below a
  /// bridge, pairs within the node.
  std::vector<NodeDevice> passing;
  std::vector<std::string> missing;  ///< named by --uplink, and not there
  std::string overlay_trouble;       ///< why nothing is seen of --overlay; empty where it is fine
  bool operator==(const UplinksFound&) const = default;

  /// Whether what is sent through the device is seen, there or where it passes next.
  [[nodiscard]] bool sees(std::uint32_t index) const;
};

/// The tc hooks of devices that were to be watched, and no longer are: nobody waits for them. One
/// that --uplink names is waited for.
[[nodiscard]] std::vector<std::string> hooks_gone(const UplinksFound& before,
                                                  const UplinksFound& now);

/// What is watched and why, what is not and matters, and what does not exist, in a sentence:
///   "watched are eth0 (the default route leads through it) and eth1 (named by --uplink)"
///   "watched is eth0 (named by --uplink); not watched is eth1 (the default route of table 2 leads
///    through it, and --uplink does not name it); there is no eth7"
/// What is wrong with the overlay follows.
[[nodiscard]] std::string to_sentence(const UplinksFound& uplinks);

/// Writes "eth0", "eth0 and eth1", "eth0, eth1, eth2 and 61 more".
[[nodiscard]] std::string name_list(const std::vector<std::string>& names);

}  // namespace canary

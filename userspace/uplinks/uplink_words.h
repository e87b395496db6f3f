// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "uplinks/uplinks.h"

namespace canary {

/// What is watched and why, what is not and matters, and what does not exist, in a sentence:
///   "watched are eth0 (the default route leads through it) and eth1 (named by --uplink)"
///   "watched is eth0 (named by --uplink); not watched is eth1 (the default route of table 2 leads
///    through it, and --uplink does not name it); there is no eth7"
[[nodiscard]] std::string to_sentence(const Uplinks& uplinks);

}  // namespace canary

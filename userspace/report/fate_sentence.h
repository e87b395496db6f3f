// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/verdict.h"

namespace canary {

/// Says where and why probes of `path` died, without their number:
///   "encrypted by node-a, SPI 3, 0.0.0.0 -> 10.0.0.0; never left the uplink"
///   "dropped by node-b, XfrmInNoStates (no state matches ...), SPI 3, 10.0.0.200 -> 10.0.1.200"
/// The fate of a reply starts with "reply ".
[[nodiscard]] std::string fate_sentence(const Fate& fate, const Path& path);

}  // namespace canary

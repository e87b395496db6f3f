// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clocks/clock_offset.h"
#include "timeline/timeline.h"

namespace canary {

/// The recording as if it had been made by our clock: every time in it that its node's clock told.
/// What a reflector told by its own clock stays as it is.
[[nodiscard]] NodeTimeline turn(const NodeTimeline& recorded, const ClockMap& map);

}  // namespace canary

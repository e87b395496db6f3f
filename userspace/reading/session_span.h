// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/span.h"
#include "timeline/seen.h"

namespace canary {

/// The time from the session's start to its SessionEnded; in a recording that was cut off, to the
/// latest observation.
[[nodiscard]] Span session_span(const Seen& seen);

/// When the first path was added: then all hooks are attached, which takes time, and the settle
/// time of `verify --after` begins. The session's start where the node probes nobody.
[[nodiscard]] Instant first_path_added(const Seen& seen);

/// When the first probe was sent, on whatever path.
[[nodiscard]] std::optional<Instant> first_probe_sent(const Seen& seen);

}  // namespace canary

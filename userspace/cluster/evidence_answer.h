// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "timeline/timeline.h"

namespace canary {

/// Writes a section of a recording; nothing where it would be larger than `most_bytes`.
[[nodiscard]] std::optional<std::string> to_lines(const NodeTimeline& told, std::size_t most_bytes);

/// Reads what `peer` answered. Everything that an honest peer would not tell is refused in a
/// clause: another node's name, probes of its own, times outside of its session, half an answer.
[[nodiscard]] Result<NodeTimeline> parse_answer(std::string_view text, const NodeName& peer);

}  // namespace canary

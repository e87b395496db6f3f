// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/session_header.h"
#include "timeline/json_line.h"

namespace canary {

inline constexpr std::string_view kRecordingSchema = "xfrm-canary/recording/1";
/// What is said of anything else.
inline constexpr std::string_view kNoRecording =
    "is no recording of xfrm-canary: give a file that --record wrote";

/// The first line of a recording, newline included. `started` stands there twice: as `t` in
/// CLOCK_BOOTTIME ns, which is what is read back, and in RFC 3339 for people.
[[nodiscard]] std::string to_line(const SessionHeader& header);

/// The header of one line; equal to what was written. The error says what is wrong with the line,
/// not in which file.
[[nodiscard]] Result<SessionHeader> header_from_json(const JsonValue& line);

}  // namespace canary

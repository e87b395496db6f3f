// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/error.h"
#include "model/session_header.h"

namespace canary {

inline constexpr std::string_view kRecordingSchema = "xfrm-canary/recording/1";

/// The first line of a recording, newline included. `started` stands there twice: as `t` in
/// CLOCK_BOOTTIME ns, which is what is read back, and in RFC 3339 for people.
[[nodiscard]] std::string to_line(const SessionHeader& header);

/// The header of one line; equal to what was written. The error says what is wrong with the line,
/// not in which file.
[[nodiscard]] Result<SessionHeader> header_from_json(const nlohmann::json& line);

}  // namespace canary

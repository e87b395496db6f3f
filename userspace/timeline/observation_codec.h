// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.h"
#include "model/observation.h"
#include "model/session_header.h"
#include "timeline/json_line.h"

namespace canary {

/// Appends one line of a recording, newline included:
///   {"t":<CLOCK_BOOTTIME ns>,"what":"probe_sent","ssid":1,"sequence":7,"bytes":44}
/// `node` is written only where it is not the header's.
void append_line(std::string& out, const Observation& seen, const SessionHeader& header);

/// The observation of one line; equal to what was written. The error says which field is wrong, not
/// in which file and line.
[[nodiscard]] Result<Observation> observation_from_json(const JsonValue& line,
                                                        const SessionHeader& header);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "status/node_status.h"

namespace canary {

inline constexpr std::string_view kStatusSchema = "xfrm-canary/status/1";

/// The status as JSON of the schema xfrm-canary/status/1 (docs/api.md), with a newline at its end.
/// `now_report` is the JSON report on the latest past; "null" where that is not all of now.
[[nodiscard]] std::string to_status_json(const NodeStatus& status, const std::string& now_report);

}  // namespace canary

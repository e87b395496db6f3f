// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/verdict.h"

namespace canary {

inline constexpr std::string_view kReportSchema = "xfrm-canary/report/1";

/// The judgement for machines: one JSON object, indented by 2, with a newline at the end. The order
/// of the fields is fixed, what is absent is null, times are RFC 3339 with nanoseconds in UTC,
/// durations end in _ns. Equal judgements give equal bytes.
[[nodiscard]] std::string to_json_report(const Judgement& judgement);

}  // namespace canary

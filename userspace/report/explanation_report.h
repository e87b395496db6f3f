// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "model/drop_cause.h"
#include "report/text_report.h"

namespace canary {

/// Tells people what a drop cause means and what to do about it.
[[nodiscard]] TerminalText to_text_explanation(const DropCauseInfo& cause, TextStyle style);

/// Lists all causes for people, a sentence each.
[[nodiscard]] TerminalText to_text_cause_list(TextStyle style);

/// Tells machines of causes: schema xfrm-canary/explanation/1.
[[nodiscard]] std::string to_json_explanation(std::span<const DropCauseInfo> causes);

}  // namespace canary

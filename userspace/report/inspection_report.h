// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inspection/inspection.h"
#include "report/text_report.h"

namespace canary {

/// Tells people what encrypts and decrypts for each outer address, and the findings.
[[nodiscard]] TerminalText to_text_inspection(const Inspection& inspection, TextStyle style);

/// Tells machines: schema xfrm-canary/inspection/1.
[[nodiscard]] std::string to_json_inspection(const Inspection& inspection);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/verdict.h"
#include "report/text_report.h"

namespace canary {

/// What preflight tells of an upgrade.
struct PreflightReport {
  std::string from, to;           ///< versions
  std::vector<Finding> findings;  ///< of the upgrade, then of the node
};

/// Tells it to people: whether to upgrade, then what is known against it.
[[nodiscard]] std::string to_text_report(const PreflightReport& report, TextStyle style);

/// Tells it to machines: schema xfrm-canary/preflight/1.
[[nodiscard]] std::string to_json_report(const PreflightReport& report);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "advice/forecast.h"
#include "model/verdict.h"
#include "report/text_report.h"

namespace canary {

/// What preflight tells of an upgrade.
struct PreflightReport {
  Version from, to;
  Product product;  ///< how far it is known
  Outlook outlook = Outlook::NothingKnown;
  std::vector<std::string> reasons;  ///< why it cannot be told
  std::vector<Finding> findings;     ///< of the upgrade, then of the node

  /// What holds of the upgrade and of the node together: a failing finding is as good as affected.
  [[nodiscard]] Outlook outlook_in_all() const;
};

/// Tells it to people: whether to upgrade, why that cannot be told, what is known against it.
[[nodiscard]] TerminalText to_text_report(const PreflightReport& report, TextStyle style);

/// Tells it to machines: schema xfrm-canary/preflight/1.
[[nodiscard]] std::string to_json_report(const PreflightReport& report);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/cluster_verdict.h"
#include "report/text_report.h"

namespace canary {

inline constexpr std::string_view kClusterSchema = "xfrm-canary/cluster/1";

/// The verdict first, then a line for each node that is not well; grows with what is broken.
[[nodiscard]] TerminalText to_text_report(const ClusterJudgement& judgement, TextStyle style);

/// One JSON object: schema, verdict, reason, nodes, missing.
[[nodiscard]] std::string to_json_report(const ClusterJudgement& judgement);

/// JUnit XML as pipelines read it: a test case for each node; what is inconclusive or missing is an
/// error, what is broken a failure.
[[nodiscard]] std::string to_junit_report(const ClusterJudgement& judgement);

}  // namespace canary

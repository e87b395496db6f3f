// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "report/text_report.h"
#include "testing/contradictions.h"

namespace canary::testing {

/// Of the whole report, and of what it says of each path.
inline void expect_no_contradiction(const Judgement& judgement) {
  constexpr TextStyle kUnbroken{.width = 100'000};
  const std::string whole = to_text_report(judgement, kUnbroken).text();
  for (const auto& found : contradictions_in(whole)) ADD_FAILURE() << found << "\n" << whole;
  for (const PathJudgement& path : judgement.paths) {
    Judgement of_one;
    of_one.paths = {path};
    const std::string report = to_text_report(of_one, kUnbroken).text();
    for (const auto& found : contradictions_about_path(report))
      ADD_FAILURE() << found << "\n" << report;
  }
}

}  // namespace canary::testing

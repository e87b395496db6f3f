// SPDX-License-Identifier: Apache-2.0
#include "report/preflight_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace canary {
namespace {

using ::testing::HasSubstr;

PreflightReport with(std::vector<Finding> findings) {
  return {"1.13.0", "1.13.1", std::move(findings)};
}

Finding of(Severity severity) {
  return {"cilium-24780", severity, "node-a", "pods lose each other", {"see the issue"}, {"wait"}};
}

TEST(PreflightReport, AFailureSaysDoNot) {
  const TextStyle plain{.color = false, .width = 80};
  EXPECT_THAT(to_text_report(with({of(Severity::Warning), of(Severity::Failure)}), plain),
              HasSubstr("upgrade from 1.13.0 to 1.13.1: do not, as things stand"));
  EXPECT_THAT(to_text_report(with({of(Severity::Warning)}), plain), HasSubstr("read this first"));
  EXPECT_THAT(to_text_report(with({}), plain), HasSubstr("nothing is known against it"));
}

TEST(PreflightReport, JsonHasVersionsAndFindings) {
  const auto json = nlohmann::json::parse(to_json_report(with({of(Severity::Failure)})));
  EXPECT_EQ(json["schema"], "xfrm-canary/preflight/1");
  EXPECT_EQ(json["from"], "1.13.0");
  EXPECT_EQ(json["to"], "1.13.1");
  EXPECT_EQ(json["findings"][0]["kind"], "cilium-24780");
}

}  // namespace
}  // namespace canary

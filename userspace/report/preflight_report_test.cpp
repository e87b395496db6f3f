// SPDX-License-Identifier: Apache-2.0
#include "report/preflight_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace canary {
namespace {

using ::testing::HasSubstr;

Version version(std::string_view text) { return Version::parse(text).value(); }

PreflightReport with(std::vector<Finding> findings) {
  PreflightReport report;
  report.from = version("1.13.0");
  report.to = version("1.13.1");
  report.product = {"cilium", version("1.11.0"), version("1.19.0"), "2026-08-21", true};
  report.findings = std::move(findings);
  return report;
}

Finding of(Severity severity) {
  return {"cilium-24780", severity, "node-a", "pods lose each other", {"see the issue"}, {"wait"}};
}

TEST(PreflightReport, AFailureSaysDoNot) {
  const TextStyle plain{.color = false, .width = 80};
  EXPECT_THAT(to_text_report(with({of(Severity::Warning), of(Severity::Failure)}), plain).text(),
              HasSubstr("upgrade of cilium from 1.13.0 to 1.13.1: do not, as things stand"));
  EXPECT_THAT(to_text_report(with({of(Severity::Warning)}), plain).text(),
              HasSubstr("read this first"));
  EXPECT_THAT(to_text_report(with({}), plain).text(), HasSubstr("nothing is known against it"));
}

TEST(PreflightReport, WhatCannotBeToldIsNoBlessingAndSaysWhy) {
  auto report = with({of(Severity::Warning)});
  report.outlook = Outlook::CannotTell;
  report.reasons = {"1.99.0 is newer than what is known"};
  const auto text = to_text_report(report, {.color = false, .width = 80}).text();
  EXPECT_THAT(text, HasSubstr("cannot tell"));
  EXPECT_THAT(text, HasSubstr("1.99.0 is newer than what is known"));
  report.findings.push_back(of(Severity::Failure));
  EXPECT_EQ(report.outlook_in_all(), Outlook::Affected);
}

TEST(PreflightReport, SaysHowFarTheProductIsKnown) {
  EXPECT_THAT(to_text_report(with({}), {.color = false, .width = 80}).text(),
              HasSubstr("cilium is known from 1.11.0 to 1.19.0, as of 2026-08-21"));
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

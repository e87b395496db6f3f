// SPDX-License-Identifier: Apache-2.0
#include "report/explanation_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace canary {
namespace {

using ::testing::HasSubstr;

TEST(ExplanationReport, TellsReasonsThenWhereToLookThenWhatToDo) {
  const std::string text =
      to_text_explanation(describe_drop_cause("XfrmInNoStates"), {.color = false, .width = 80})
          .text();
  EXPECT_TRUE(text.starts_with("XfrmInNoStates: "));
  EXPECT_LT(text.find("usual reasons"), text.find("look at"));
  EXPECT_LT(text.find("look at"), text.find("what to do"));
}

TEST(ExplanationReport, ListsEveryKnownCause) {
  const std::string text = to_text_cause_list({.color = false, .width = 80}).text();
  for (const auto& cause : known_drop_causes()) EXPECT_THAT(text, HasSubstr(cause.name));
}

TEST(ExplanationReport, JsonHasWhatThePageHas) {
  const auto json = nlohmann::json::parse(to_json_explanation(known_drop_causes()));
  EXPECT_EQ(json["schema"], "xfrm-canary/explanation/1");
  ASSERT_EQ(json["causes"].size(), known_drop_causes().size());
  for (const char* key : {"cause", "direction", "stage", "meaning", "reasons", "look_at", "do"})
    EXPECT_TRUE(json["causes"][0].contains(key)) << key;
}

}  // namespace
}  // namespace canary

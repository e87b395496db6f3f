// SPDX-License-Identifier: Apache-2.0
#include "report/cluster_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace canary {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ClusterJudgement broken() {
  return {Verdict::NotRecovered,
          "1 of 3 nodes: node-b: nothing comes back",
          {{"node-a", Verdict::Recovered, "clean after 0.2 s", {}, {}, {"node-b"}},
           {"node-b", Verdict::NotRecovered, "nothing comes back", {}, {}, {"node-a"}},
           {"node-c", Verdict::Unaffected, "none was lost", {"5 packets <leaked>"}, {}, {}}},
          {{"10.0.3.10:9862", "connection refused"}}};
}

TEST(ClusterReport, NamesWhatIsNotWellAndNothingElse) {
  const std::string text = to_text_report(broken(), {.color = false, .width = 80}).text();
  EXPECT_TRUE(text.starts_with("verdict: not-recovered"));
  EXPECT_THAT(text, HasSubstr("1 of 4 nodes are well"));
  EXPECT_THAT(text, HasSubstr("nothing comes back"));
  EXPECT_THAT(text, HasSubstr("5 packets <leaked>"));
  EXPECT_THAT(text, HasSubstr("10.0.3.10:9862"));
  EXPECT_THAT(text, Not(HasSubstr("clean after 0.2 s")));
}

TEST(ClusterReport, JUnitCountsAndEscapes) {
  const std::string xml = to_junit_report(broken());
  EXPECT_THAT(xml, HasSubstr("tests=\"4\" failures=\"2\" errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("name=\"node-a\"/>"));
  EXPECT_THAT(xml, HasSubstr("5 packets &lt;leaked&gt;"));
}

TEST(ClusterReport, JsonHasEveryNode) {
  const std::string json = to_json_report(broken());
  EXPECT_THAT(json, HasSubstr("\"schema\": \"xfrm-canary/cluster/1\""));
  EXPECT_THAT(json, HasSubstr("\"node\": \"node-a\""));
  EXPECT_THAT(json, HasSubstr("\"why\": \"connection refused\""));
}

}  // namespace
}  // namespace canary

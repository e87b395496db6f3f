// SPDX-License-Identifier: Apache-2.0
#include "status/status_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testing/ip.h"

namespace canary {
namespace {

using nlohmann::json;

constexpr Instant kStart{1'800'000'000'000'000'000};

json told(const NodeStatus& status, const std::string& now_report = "null") {
  return json::parse(to_status_json(status, now_report));
}

TEST(StatusJson, TellsWhoseStatusItIs) {
  NodeStatus status;
  status.identity = {"node-a", "0.1.0", kStart, {testing::ip("10.0.0.1")}};
  const json it = told(status);
  EXPECT_EQ(it["schema"], kStatusSchema);
  EXPECT_EQ(it["node"], "node-a");
  EXPECT_EQ(it["started"], to_rfc3339(kStart));
  EXPECT_EQ(it["addresses"], json({"10.0.0.1"}));
}

TEST(StatusJson, TellsWhomItProbes) {
  NodeStatus status;
  status.peers = {{"node-b", {testing::ip("10.0.0.2"), testing::ip("fd00::2")}, {}},
                  {"node-c", {}, {}}};
  const json it = told(status);
  EXPECT_EQ(it["peers"], json({"node-b", "node-c"}));
  EXPECT_EQ(it["peer_addresses"], json({{"node-b", {"10.0.0.2", "fd00::2"}}}));
}

TEST(StatusJson, TellsEachPathThatIsUnreachable) {
  NodeStatus status;
  status.unreachable = {
      {1, {{"node-a", "node-b", Family::V4, PathKind::Encrypted}, kStart}},
      {3, {{"node-a", "node-c", Family::V6, PathKind::Control}, kStart}},
  };
  const json it = told(status)["unreachable"];
  ASSERT_EQ(it.size(), 2u);
  EXPECT_EQ(it[0]["kind"], "encrypted");
  EXPECT_EQ(it[1]["remote"], "node-c");
  EXPECT_EQ(it[1]["since"], to_rfc3339(kStart));
}

TEST(StatusJson, HasNoJudgementWhereThereIsNone) {
  const json it = told({});
  EXPECT_TRUE(it["agent_gone"].is_null());
  EXPECT_TRUE(it["now"].is_null());
  EXPECT_TRUE(it["last"].is_null());
}

TEST(StatusJson, HoldsBothJudgements) {
  NodeStatus status;
  status.last_report = R"({"verdict":"not-recovered"})";
  status.transitions = {{"not-recovered", 2}};
  const json it = told(status, R"({"verdict":"recovered"})");
  EXPECT_EQ(it["now"]["verdict"], "recovered");
  EXPECT_EQ(it["last"]["verdict"], "not-recovered");
  EXPECT_EQ(it["transitions"]["not-recovered"], 2);
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "agent/cilium_health.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(CiliumHealth, OkIsReadyAndTellsTheVersion) {
  constexpr auto kBody = R"_({"cilium":{"state":"Ok","msg":"1.13.1 (v1.13.1-a6be57eb80)"}})_";
  EXPECT_EQ(read_cilium_health(kBody), AgentPoll::ready("1.13.1"));
}

TEST(CiliumHealth, ReadyWithoutAVersionIsReady) {
  EXPECT_EQ(read_cilium_health(R"({"cilium":{"state":"Ok"}})"), AgentPoll::ready());
  EXPECT_EQ(read_cilium_health(R"({"cilium":{"state":"Ok","msg":"all is well"}})"),
            AgentPoll::ready());
}

TEST(CiliumHealth, WarningAndFailureAreNotReadyAndSayWhy) {
  EXPECT_EQ(read_cilium_health(R"({"cilium":{"state":"Warning","msg":"stale status data"}})"),
            AgentPoll::not_ready("cilium.state is Warning: stale status data"));
  EXPECT_EQ(read_cilium_health(R"({"cilium":{"state":"Failure","msg":"kvstore"}})").state,
            AgentState::NotReady);
}

TEST(CiliumHealth, WhatIsNoStatusIsNotReady) {
  for (const char* body :
       {"", "{", "[]", "3", "{}", R"({"cilium":3})", R"({"cilium":{"state":1}})"})
    EXPECT_EQ(read_cilium_health(body).state, AgentState::NotReady) << body;
}

}  // namespace
}  // namespace canary

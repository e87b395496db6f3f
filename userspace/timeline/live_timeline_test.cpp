// SPDX-License-Identifier: Apache-2.0
#include "timeline/live_timeline.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

void no_error(const Error& error) { ADD_FAILURE() << error.message; }

TEST(LiveTimeline, AddsTheNodesNameToWhatASourcePushes) {
  LiveTimeline live(examples::header(), std::nullopt, no_error);
  live.sink()(examples::at(1), ProbeSent{1, 2, 44});
  ASSERT_EQ(live.timeline().nodes.size(), 1u);
  EXPECT_EQ(live.timeline().nodes[0].observations,
            (std::vector<Observation>{{examples::at(1), "node-a", ProbeSent{1, 2, 44}}}));
}

TEST(LiveTimeline, EqualsItsRecordingReadBack) {
  const std::string path = ::testing::TempDir() + "canary-live-timeline.jsonl";
  auto writer = RecordingWriter::open(path, examples::header());
  ASSERT_TRUE(writer);
  LiveTimeline live(examples::header(), *std::move(writer), no_error);
  for (const Observation& seen : examples::timeline().observations)
    live.observe(seen.at, seen.what);
  NodeTimeline told{examples::header(), {}};
  told.header.node = "node-b";
  told.observations.push_back({examples::at(3), "node-b", HookRuns{"kfree_skb", 7}});
  live.add_told(told);
  live.finish();
  const auto read = read_recording(path);
  std::remove(path.c_str());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->timeline, live.timeline().nodes[0]);
  EXPECT_EQ(read->told, std::vector{live.timeline().nodes[1]});
}

}  // namespace
}  // namespace canary

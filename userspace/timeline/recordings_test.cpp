// SPDX-License-Identifier: Apache-2.0
#include "timeline/recordings.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "testing/timeline_builder.h"
#include "timeline/recording.h"

namespace canary {
namespace {

using testing::TimelineBuilder;

class Recordings : public ::testing::Test {
 protected:
  ~Recordings() override {
    for (const std::string& path : paths_) std::filesystem::remove(path);
  }

  /// What `node` recorded, with what those in `told` told it.
  void record(const NodeName& node, const std::vector<NodeName>& told) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    paths_.push_back(::testing::TempDir() + "canary-" + test->name() + "-" + node + ".jsonl");
    const NodeTimeline own = TimelineBuilder(node).build();
    auto writer = RecordingWriter::open(paths_.back(), own.header);
    ASSERT_TRUE(writer.has_value());
    for (const Observation& seen : own.observations) ASSERT_TRUE(writer->append(seen));
    for (const NodeName& peer : told) {
      NodeTimeline section = TimelineBuilder(peer).build();
      section.header.told_to = node;
      ASSERT_TRUE(writer->append_section(section));
    }
    ASSERT_TRUE(writer->finish());
  }

  Timeline read() {
    auto timeline =
        read_recordings(paths_, [this](const std::string& sentence) { said_.push_back(sentence); });
    EXPECT_TRUE(timeline.has_value()) << timeline.error().message;
    return timeline.value_or(Timeline{});
  }

  static std::vector<NodeName> names(const Timeline& timeline) {
    std::vector<NodeName> all;
    all.reserve(timeline.nodes.size());
    for (const auto& node : timeline.nodes)
      all.push_back(node.header.node + (node.header.told_to ? " told" : ""));
    return all;
  }

  std::vector<std::string> paths_;
  std::vector<std::string> said_;
};

TEST_F(Recordings, BringWhatPeersToldBehindTheNodesThatRecorded) {
  record("node-a", {"node-c", "node-d"});
  record("node-b", {});
  EXPECT_EQ(names(read()),
            (std::vector<NodeName>{"node-a", "node-b", "node-c told", "node-d told"}));
  EXPECT_TRUE(said_.empty());
}

TEST_F(Recordings, OfTheNodeItselfWinsOverWhatItTold) {
  record("node-a", {"node-b"});
  record("node-b", {"node-a"});
  EXPECT_EQ(names(read()), (std::vector<NodeName>{"node-a", "node-b"}));
}

TEST_F(Recordings, WithTwoTellingsOfOneNodeSayWhichOneIsLeftOut) {
  record("node-a", {"node-b"});
  record("node-c", {"node-b"});
  EXPECT_EQ(names(read()), (std::vector<NodeName>{"node-a", "node-c", "node-b told"}));
  EXPECT_EQ(said_, std::vector<std::string>{
                       "what 'node-b' told 'node-c' is not judged, only what it told 'node-a': "
                       "judge a recording of 'node-b' too"});
}

}  // namespace
}  // namespace canary

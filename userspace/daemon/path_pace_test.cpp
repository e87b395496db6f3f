// SPDX-License-Identifier: Apache-2.0
#include "daemon/path_pace.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

constexpr Ssid kPath = 1;

ProbeSent sent(std::uint32_t sequence) {
  ProbeSent probe;
  probe.ssid = kPath;
  probe.sequence = sequence;
  return probe;
}

ReplyReceived reply(std::uint32_t sequence) {
  ReplyReceived received;
  received.ssid = kPath;
  received.sequence = sequence;
  received.rtt = 1ms;
  return received;
}

/// The pace of one path, of which the first probe was answered.
class PaceOfAPath : public ::testing::Test {
 protected:
  PaceOfAPath() {
    (void)pace_.observe(kStart, sent(0));
    (void)pace_.observe(kStart + 1ms, reply(0));
  }

  /// Three probes that nobody answers, and a look when all are overdue.
  std::vector<PathWatch::Change> lose_three() {
    for (std::uint32_t sequence = 1; sequence <= 3; ++sequence)
      (void)pace_.observe(kStart + 1s, sent(sequence));
    return pace_.look(kStart + 2s);
  }

  PathPace pace_;
};

TEST_F(PaceOfAPath, IsUsualWhileProbesComeBack) {
  EXPECT_TRUE(pace_.look(kStart + 1s).empty());
  EXPECT_EQ(pace_.dense_interval(kPath, false), std::nullopt);
}

TEST_F(PaceOfAPath, IsDenserDuringATransition) {
  EXPECT_EQ(pace_.dense_interval(kPath, true), 100ms);
}

TEST_F(PaceOfAPath, IsDensestWhileThePathIsSuspected) {
  EXPECT_TRUE(pace_.suspect({kPath}));
  EXPECT_FALSE(pace_.suspect({kPath})) << "that is no news";
  ASSERT_EQ(pace_.look(kStart + 1s).size(), 1u);
  EXPECT_EQ(pace_.dense_interval(kPath, false), 20ms);
  EXPECT_EQ(pace_.dense_interval(kPath, true), 20ms);
}

TEST_F(PaceOfAPath, IsThatOfATransitionWhileThePathIsOut) {
  const auto changes = lose_three();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes.front().state, PathWatch::State::Out);
  EXPECT_EQ(changes.front().since, kStart + 1s);
  EXPECT_EQ(pace_.dense_interval(kPath, false), 100ms);
}

TEST_F(PaceOfAPath, AProbeIsLookedAtWhenItIsOverdue) {
  const auto look = pace_.observe(kStart + 1s, sent(1));
  ASSERT_TRUE(look.has_value());
  EXPECT_GT(*look, kStart + 1s);
  EXPECT_EQ(pace_.next_overdue(), look);
  EXPECT_EQ(pace_.observe(kStart + 1s + 1ms, reply(1)), std::nullopt);
  EXPECT_EQ(pace_.next_overdue(), std::nullopt);
}

TEST_F(PaceOfAPath, AForgottenPathIsAsUsual) {
  lose_three();
  pace_.forget(kPath);
  EXPECT_EQ(pace_.dense_interval(kPath, false), std::nullopt);
}

}  // namespace
}  // namespace canary

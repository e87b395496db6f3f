// SPDX-License-Identifier: Apache-2.0
#include "model/drop_cause.h"

#include <gtest/gtest.h>

#include <set>

namespace canary {
namespace {

TEST(DropCause, InboundCausesDieAtTheReceiverAndOutboundOnesAtTheSender) {
  for (const auto& cause : known_drop_causes()) {
    const bool at_receiver = cause.stage >= Stage::ReceiverUplink;
    EXPECT_EQ(at_receiver, cause.direction == Direction::In) << cause.name;
  }
}

TEST(DropCause, EveryNameStandsOnce) {
  std::set<std::string_view> names;
  for (const auto& cause : known_drop_causes()) EXPECT_TRUE(names.insert(cause.name).second);
  EXPECT_GE(names.size(), 30u);
}

TEST(DropCause, EachHasReasonsAndSaysWhatToLookAtAndWhatToDo) {
  for (const auto& cause : known_drop_causes()) {
    EXPECT_FALSE(cause.reasons.empty()) << cause.name;
    EXPECT_FALSE(cause.look_at.empty()) << cause.name;
    EXPECT_FALSE(cause.do_next.empty()) << cause.name;
  }
}

TEST(DropCause, EveryLabelOfCiliumStandsOnce) {
  std::set<std::string_view> labels;
  for (const auto& cause : known_drop_causes()) {
    if (cause.cilium_label.empty()) continue;
    EXPECT_TRUE(labels.insert(cause.cilium_label).second) << cause.name;
  }
  EXPECT_EQ(labels.size(), 28u) << "as in Cilium's xfrm_collector.go";
}

TEST(DropCause, APolicyBlockIsSeenByTheSendersPolicyStage) {
  EXPECT_EQ(describe_drop_cause("XfrmOutPolBlock").stage, Stage::SenderPolicy);
  EXPECT_EQ(describe_drop_cause("XfrmInTmplMismatch").stage, Stage::ReceiverPolicy);
  EXPECT_EQ(describe_drop_cause("XfrmInNoStates").stage, Stage::ReceiverDecrypt);
}

TEST(DropCause, ANameOfANewerKernelStillHasADirection) {
  EXPECT_EQ(describe_drop_cause("XfrmInOfTheFuture").direction, Direction::In);
  EXPECT_EQ(describe_drop_cause("XfrmInOfTheFuture").stage, Stage::ReceiverDecrypt);
  EXPECT_EQ(describe_drop_cause("XfrmOutOfTheFuture").direction, Direction::Out);
  EXPECT_EQ(describe_drop_cause("XfrmOutOfTheFuture").question, TableQuestion::None);
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// Answered is not yet encrypted: docs/verdicts.md, one claim a test, through judge().
#include "analysis/encryption_verdict.h"

#include <gtest/gtest.h>

#include "analysis/testing/judged_path.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::judged;
using testing::says;
using testing::TimelineBuilder;
using testing::upgrade;
using testing::verdict_of;

TEST(EncryptionVerdict, AnswersThatNobodySawEncryptedAreInconclusive) {
  const auto path = judged(upgrade().answered(1, 20).answered_unseen(21, 22).answered(23, 45));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "2 of 45 answered probes it was not seen whether"));
  EXPECT_EQ(path.probes.proved, 43U);
}

TEST(EncryptionVerdict, AnswersInTheClearUntilTheEndAreNoRecovery) {
  auto a = upgrade().answered(1, 45);
  for (std::uint32_t i = 15; i <= 45; ++i) a.left_in_clear(i);
  const auto path = judged(a);
  EXPECT_EQ(path.verdict, Verdict::NotRecovered);
  EXPECT_TRUE(says(path, "31 of 45 answered probes went in the clear"));
  EXPECT_EQ(path.probes.in_clear, 31U);
}

TEST(EncryptionVerdict, AnswersInTheClearWithinTheTimeAllowedAreRecoveredFrom) {
  auto a = upgrade().answered(1, 45);
  for (std::uint32_t i = 15; i <= 25; ++i) a.left_in_clear(i);
  const auto path = judged(a);
  EXPECT_EQ(path.verdict, Verdict::Recovered);
  EXPECT_TRUE(says(path, "11 answered probes went in the clear"));
}

TEST(EncryptionVerdict, RepliesThatComeInTheClearAreNoRecoveryEither) {
  auto a = upgrade().answered(1, 45);
  for (std::uint32_t i = 15; i <= 45; ++i) a.arrived_in_clear(i, ProbeLeg::Reply);
  EXPECT_EQ(verdict_of(a), Verdict::NotRecovered);
}

TEST(EncryptionVerdict, AtTheEndTenAnswersInARowMustBeProved) {
  auto a = upgrade().answered(1, 45);
  for (std::uint32_t i = 15; i <= 36; ++i) a.left_in_clear(i);
  EXPECT_EQ(verdict_of(a), Verdict::Inconclusive);
}

TEST(EncryptionVerdict, AnswersThatNobodySawAfterOnesInTheClearAreNotToldToBeInTheClear) {
  auto a = upgrade().answered(1, 20).answered_unseen(21, 45);
  for (std::uint32_t i = 15; i <= 20; ++i) a.left_in_clear(i);
  const auto path = judged(a);
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "25 of 45 answered probes it was not seen whether"));
}

TEST(EncryptionVerdict, TellsThatTheObservationEndedWithinARunOfProvedAnswers) {
  auto a = upgrade().answered(1, 25);
  for (std::uint32_t i = 15; i <= 23; ++i) a.left_in_clear(i);
  const auto path = judged(a);
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "the observation ended when 2 of 3 clean probes in a row had been"));
}

TEST(EncryptionVerdict, NamesThePacketThatWasNotSeen) {
  const auto path = judged(upgrade().answered(1, 20).answered_unseen(21, 22).answered(23, 45));
  EXPECT_TRUE(says(path, "of 2 requests when they were sent, of 2 replies when they came"));
}

TEST(EncryptionVerdict, BehindAhIsToldToBeAuthenticatedAndNotEncrypted) {
  auto a = upgrade().answered(1, 45);
  for (std::uint32_t i = 1; i <= 45; ++i)
    a.observe(testing::sent_at(i) + 1ms,
              ProbeLeftInClear{testing::probe_key(testing::kPathToB, i), ProbeLeg::Request, true});
  const auto path = judged(a);
  EXPECT_EQ(path.verdict, Verdict::NotRecovered);
  EXPECT_TRUE(says(path, "45 of 45 answered probes were authenticated by AH and not encrypted"));
}

TEST(EncryptionVerdict, BehindANullCipherIsToldToBeAuthenticatedAndNotEncrypted) {
  auto a = upgrade().answered(1, 45);
  for (std::uint32_t i = 1; i <= 45; ++i) {
    ProbeEncrypted taken;
    taken.probe = testing::probe_key(testing::kPathToB, i);
    taken.null_cipher = true;
    a.observe(testing::sent_at(i) + 1ms, taken);
  }
  const auto path = judged(a);
  EXPECT_EQ(path.verdict, Verdict::NotRecovered);
  EXPECT_TRUE(says(path,
                   "45 of 45 answered probes were authenticated by ESP with a null cipher and not "
                   "encrypted"));
}

TEST(EncryptionVerdict, AControlPathIsNotAskedForIt) {
  TimelineBuilder a("node-a");
  a.control_peer("node-b").agent_gone(1s).agent_ready(2s).answered(1, 45);
  EXPECT_EQ(verdict_of(a), Verdict::Unaffected);
}

}  // namespace
}  // namespace canary

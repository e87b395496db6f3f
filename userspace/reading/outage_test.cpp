// SPDX-License-Identifier: Apache-2.0
#include "reading/outage.h"

#include <gtest/gtest.h>

#include <string_view>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using testing::sent_at;

Outcome outcome_of(char letter) {
  if (letter == 'A') return Outcome::Answered;
  if (letter == 'L') return Outcome::Lost;
  return letter == 'T' ? Outcome::Late : Outcome::Pending;
}

/// "AALL?": A answered, L lost, T late, ? pending.
std::vector<ProbeResult> probes(std::string_view told) {
  std::vector<ProbeResult> probes;
  for (const char c : told) {
    auto& probe = probes.emplace_back();
    probe.sequence = static_cast<std::uint32_t>(probes.size());
    probe.sent = sent_at(probe.sequence);
    probe.outcome = outcome_of(c);
  }
  return probes;
}

std::vector<Outage> outages(std::string_view told) {
  const auto all = probes(told);
  std::vector<Outage> outages;
  for (const auto& run : find_lost_runs(all, 3)) outages.push_back(to_outage(run, all));
  return outages;
}

using Interval = std::optional<std::pair<Instant, Instant>>;

TEST(Outage, ThereIsNoneWithoutLoss) {
  EXPECT_TRUE(outages("AAAA").empty());
  EXPECT_TRUE(outages("").empty());
}

TEST(Outage, IsAMaximalRunOfLostProbes) {
  const auto found = outages("ALLLAAA");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].first_lost, sent_at(2));
  EXPECT_EQ(found[0].last_lost, sent_at(4));
  EXPECT_EQ(found[0].probes_lost, 3u);
  EXPECT_EQ(found[0].unattributed, 3u);
}

TEST(Outage, RecoversBetweenTheLastLostAndTheFirstOfTheCleanRun) {
  EXPECT_EQ(outages("ALLAAA")[0].recovered_between, Interval({sent_at(3), sent_at(4)}));
}

TEST(Outage, GoesOnWhileFewerThanTheCleanRunAreAnswered) {
  EXPECT_EQ(outages("ALLAA")[0].recovered_between, std::nullopt);
}

TEST(Outage, TwoWithTooFewAnswersBetweenRecoverTogether) {
  const auto found = outages("LLALAAA");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].recovered_between, Interval({sent_at(4), sent_at(5)}));
  EXPECT_EQ(found[1].recovered_between, Interval({sent_at(4), sent_at(5)}));
}

TEST(Outage, TwoWithACleanRunBetweenRecoverEachForItself) {
  const auto found = outages("LAAALAAA");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].recovered_between, Interval({sent_at(1), sent_at(2)}));
  EXPECT_EQ(found[1].recovered_between, Interval({sent_at(5), sent_at(6)}));
}

TEST(Outage, ALateProbeEndsTheRunButIsNoCleanProbe) {
  const auto found = outages("LTAATAAA");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].recovered_between, Interval({sent_at(1), sent_at(6)}));
}

TEST(Outage, APendingProbeNeitherEndsNorExtendsIt) {
  const auto found = outages("ALL?");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].last_lost, sent_at(3));
  EXPECT_EQ(found[0].probes_lost, 2u);
}

TEST(LostRun, CountsWhatWasAnsweredRightAfterIt) {
  EXPECT_EQ(find_lost_runs(probes("LLLAA"), 3)[0].answered_after, 2u);
  EXPECT_EQ(find_lost_runs(probes("LLL"), 3)[0].answered_after, 0u);
  EXPECT_EQ(find_lost_runs(probes("LLATL"), 3)[0].answered_after, 1u);
}

TEST(LostRun, CountsTheLostOfAllThatRecoverTogether) {
  const auto runs = find_lost_runs(probes("LALLALAAAL"), 3);
  ASSERT_EQ(runs.size(), 4u);
  EXPECT_EQ(runs[0].lost_until_clean, 4u);
  EXPECT_EQ(runs[2].lost_until_clean, 4u);
  EXPECT_EQ(runs[3].lost_until_clean, 1u);
}

}  // namespace
}  // namespace canary

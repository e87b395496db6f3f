// SPDX-License-Identifier: Apache-2.0
#include "timeline/answered_log.h"

#include <gtest/gtest.h>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

AnsweredProbe answered(Ssid ssid, std::uint32_t sequence) {
  return {examples::at(static_cast<std::int64_t>(sequence)), {ssid, sequence, 44}, 3ms, 2ms, 7};
}

std::vector<AnsweredProbe> all_since(const AnsweredLog& log, Instant from) {
  std::vector<AnsweredProbe> told;
  log.each_since(from, [&](const AnsweredProbe& probe) { told.push_back(probe); });
  return told;
}

TEST(AnsweredLog, TellsWhatWasPushed) {
  AnsweredLog log;
  EXPECT_TRUE(log.push(answered(1, 1)));
  EXPECT_TRUE(log.push(answered(65535, 4'000'000'000)));
  EXPECT_EQ(all_since(log, {}), (std::vector{answered(1, 1), answered(65535, 4'000'000'000)}));
  EXPECT_EQ(all_since(log, answered(1, 2).sent).size(), 1u);
}

TEST(AnsweredLog, TellsEachProofApart) {
  AnsweredLog log;
  AnsweredProbe encrypted = answered(1, 1);
  encrypted.request_encrypted = true;
  AnsweredProbe decrypted = answered(1, 2);
  decrypted.reply_decrypted = true;
  EXPECT_TRUE(log.push(encrypted));
  EXPECT_TRUE(log.push(decrypted));
  EXPECT_EQ(all_since(log, {}), (std::vector{encrypted, decrypted}));
}

TEST(AnsweredLog, WhatDoesNotFitIsNotKept) {
  AnsweredLog log;
  AnsweredProbe slow = answered(1, 1);
  slow.took = 5s;
  EXPECT_FALSE(log.push(slow));
  AnsweredProbe large = answered(1, 2);
  large.probe.bytes = 65536;
  EXPECT_FALSE(log.push(large));
  EXPECT_EQ(log.size(), 0u);
}

TEST(AnsweredLog, ForgetsByTimeAndByPath) {
  AnsweredLog log;
  for (std::uint32_t i = 1; i <= 4; ++i) EXPECT_TRUE(log.push(answered(i % 2 == 0 ? 2 : 1, i)));
  log.forget_before(answered(1, 2).sent);
  EXPECT_EQ(log.size(), 3u);
  log.forget(1);
  EXPECT_EQ(all_since(log, {}), (std::vector{answered(2, 2), answered(2, 4)}));
}

}  // namespace
}  // namespace canary

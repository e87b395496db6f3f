// SPDX-License-Identifier: Apache-2.0
#include "timeline/counted_log.h"

#include <gtest/gtest.h>

#include <utility>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

using examples::at;
using examples::ip;

using Rows = std::vector<std::pair<Instant, PacketsCounted>>;

PacketsCounted of_spi(std::uint32_t spi, std::uint64_t packets) {
  return {CounterStage::Left, ip("10.0.0.1"), ip("10.0.1.1"), spi, packets, packets * 100, {}};
}

Rows all_of(const CountedLog& log) {
  Rows rows;
  log.each([&](Instant when, const PacketsCounted& counted) { rows.emplace_back(when, counted); });
  return rows;
}

TEST(CountedLog, TellsAllOfWhatWasPushed) {
  PacketsCounted whole = of_spi(3, 5'000'000'000);
  whole.sequences = SequencesCounted{.first = 1,
                                     .highest = 2,
                                     .restarts = 3,
                                     .ended_first = 4,
                                     .ended_highest = 5,
                                     .ended_packets = 6'000'000'000,
                                     .duplicated = 7'000'000'000,
                                     .reordered = 8'000'000'000};
  CountedLog log;
  log.push(at(1), whole);
  log.push(at(2), of_spi(4, 1));
  EXPECT_EQ(all_of(log), (Rows{{at(1), whole}, {at(2), of_spi(4, 1)}}));
}

TEST(CountedLog, ALaterTotalReplacesOneFromWhichNoSessionCanBegin) {
  CountedLog log;
  log.push(at(1), of_spi(3, 1));
  log.settle();
  log.push(at(2), of_spi(3, 2));
  log.push(at(3), of_spi(3, 3));
  EXPECT_EQ(all_of(log), (Rows{{at(1), of_spi(3, 1)}, {at(3), of_spi(3, 3)}}));
}

TEST(CountedLog, WhatIsForgottenIsTold) {
  CountedLog log;
  for (int i = 1; i <= 3; ++i) {
    log.push(at(i), of_spi(3, static_cast<std::uint64_t>(i)));
    log.settle();
  }
  Rows forgotten;
  log.forget_before(at(3), [&](Instant when, const PacketsCounted& counted) {
    forgotten.emplace_back(when, counted);
  });
  EXPECT_EQ(forgotten, (Rows{{at(1), of_spi(3, 1)}, {at(2), of_spi(3, 2)}}));
  log.push(at(4), of_spi(3, 4));
  EXPECT_EQ(all_of(log), (Rows{{at(3), of_spi(3, 3)}, {at(4), of_spi(3, 4)}}));
}

TEST(CountedLog, NothingThatWasForgottenIsReplaced) {
  CountedLog log;
  log.push(at(1), of_spi(3, 1));
  log.forget_before(at(2), [](Instant, const PacketsCounted&) {});
  log.push(at(2), of_spi(3, 2));
  log.push(at(3), of_spi(4, 3));
  EXPECT_EQ(all_of(log), (Rows{{at(2), of_spi(3, 2)}, {at(3), of_spi(4, 3)}}));
}

TEST(CountedLog, TellsWhereTheLastOnesBegin) {
  CountedLog log;
  for (int i = 1; i <= 3; ++i) log.push(at(i), of_spi(static_cast<std::uint32_t>(i), 1));
  EXPECT_EQ(log.first_of_last(3), std::nullopt);
  EXPECT_EQ(log.first_of_last(2), at(2));
}

}  // namespace
}  // namespace canary

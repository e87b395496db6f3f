// SPDX-License-Identifier: Apache-2.0
#include "timeline/rolling_timeline.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/timeline_builder.h"
#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

SessionHeader header() {
  SessionHeader header;
  header.node = "node-a";
  header.started = kStart;
  header.criteria.deadline = 100ms;
  return header;
}

class Rolling : public ::testing::Test {
 protected:
  void see(Duration at, Observed what) { rolling_.observe(kStart + at, std::move(what)); }
  void answer(std::uint32_t sequence, Duration at) {
    lose(sequence, at);
    reply(sequence, at + 1ms, 1ms);
  }
  void reply(std::uint32_t sequence, Duration at, Duration rtt) {
    ReplyReceived received;
    received.ssid = 1;
    received.sequence = sequence;
    received.rtt = rtt;
    see(at, received);
  }
  void lose(std::uint32_t sequence, Duration at) { see(at, ProbeSent{1, sequence, 44}); }
  void read_counters(Duration at) { see(at, XfrmStatRead{}); }

  template <class What>
  static std::vector<Instant> times_of(const NodeTimeline& session) {
    std::vector<Instant> times;
    for (const Observation& seen : session.observations)
      if (std::holds_alternative<What>(seen.what)) times.push_back(seen.at);
    std::ranges::sort(times);
    return times;
  }

  RollingTimeline rolling_{header(), {.window = 10s}};
};

TEST_F(Rolling, WhatIsNeededIsKeptHoweverOldItIs) {
  read_counters(0s);
  answer(1, 1s);
  read_counters(2s);
  answer(2, 3s);
  see(4s, AgentGone{"connection refused"});
  rolling_.advance(kStart + 60s, kStart + 3s);
  const auto session = rolling_.since(kStart + 3s);
  EXPECT_EQ(session.header.started, kStart + 2s);
  EXPECT_EQ(times_of<ProbeSent>(session), std::vector{kStart + 3s});
  EXPECT_EQ(times_of<AgentGone>(session), std::vector{kStart + 4s});
  rolling_.advance(kStart + 61s);
  EXPECT_TRUE(times_of<ProbeSent>(rolling_.since(kStart)).empty());
}

TEST(RollingTimeline, AnswersThatTakeMoreThanTheirShareFallOutAlthoughTheyAreNeeded) {
  RollingTimeline rolling(header(), {.window = 10s, .most_bytes = 10 * AnsweredLog::kBytesEach});
  rolling.observe(kStart, XfrmStatRead{});
  for (std::uint32_t i = 0; i < 30; ++i) {
    rolling.observe(kStart + i * 1s, ProbeSent{1, i, 44});
    ReplyReceived reply;
    reply.ssid = 1;
    reply.sequence = i;
    reply.rtt = 1ms;
    rolling.observe(kStart + i * 1s + 1ms, reply);
  }
  rolling.advance(kStart + 60s, kStart);
  std::size_t sent = 0;
  for (const Observation& seen : rolling.since(kStart).observations)
    sent += std::holds_alternative<ProbeSent>(seen.what);
  EXPECT_EQ(sent, 10u);
}

TEST_F(Rolling, ProbesAreToldWhetherTheyAreDecidedOrNot) {
  read_counters(0s);
  answer(1, 1s);
  lose(2, 2s);
  rolling_.advance(kStart + 5s);
  answer(3, 5s);
  const auto session = rolling_.since(kStart);
  EXPECT_EQ(times_of<ProbeSent>(session), (std::vector{kStart + 1s, kStart + 2s, kStart + 5s}));
  EXPECT_EQ(times_of<ReplyReceived>(session), (std::vector{kStart + 1001ms, kStart + 5001ms}));
}

TEST_F(Rolling, TellsWhatBecameOfEachProbeOnce) {
  using enum DecidedProbe::End;
  answer(1, 1s);
  lose(2, 2s);
  lose(3, 3s);
  reply(3, 3150ms, 150ms);
  EXPECT_TRUE(rolling_.advance(kStart + 2s).empty());
  EXPECT_EQ(rolling_.advance(kStart + 5s),
            (std::vector<DecidedProbe>{{1, Answered, 1ms}, {1, Lost, {}}, {1, Late, 150ms}}));
  EXPECT_TRUE(rolling_.advance(kStart + 6s).empty());
}

TEST_F(Rolling, ASessionBeginsWhereTheDropCountersWereRead) {
  read_counters(0s);
  read_counters(4s);
  read_counters(8s);
  answer(1, 3s);
  answer(2, 5s);
  EXPECT_EQ(rolling_.since(kStart + 6s).header.started, kStart + 4s);
  EXPECT_EQ(times_of<ProbeSent>(rolling_.since(kStart + 6s)), std::vector{kStart + 5s});
  EXPECT_EQ(rolling_.begins(), kStart);
}

TEST_F(Rolling, WhatIsTooOldIsForgottenButWhatHoldsIsNot) {
  see(0s, PathAdded{1, "node-b", PathKind::Encrypted, {}, {}});
  read_counters(1s);
  answer(1, 1s);
  lose(2, 1500ms);
  rolling_.advance(kStart + 4s);
  read_counters(5s);
  rolling_.advance(kStart + 12s);
  const auto session = rolling_.since(kStart);
  EXPECT_EQ(session.header.started, kStart + 5s);
  EXPECT_EQ(times_of<PathAdded>(session), std::vector{kStart + 5s});
  EXPECT_TRUE(times_of<ProbeSent>(session).empty());
}

TEST_F(Rolling, EvidenceOfWhatWasAnsweredGoesAndThatOfALostProbeStays) {
  read_counters(0s);
  for (const std::uint32_t sequence : {1u, 2u}) {
    lose(sequence, 1s);
    see(1s, ProbeEncrypted{{{}, {}, 1, sequence}, ProbeLeg::Request, {3, sequence}, {}, {}});
    see(1s, ProbeLeftUplink{{3, sequence}, {}, {}});
  }
  reply(1, 1050ms, 50ms);
  rolling_.advance(kStart + 5s);
  const auto session = rolling_.since(kStart);
  EXPECT_EQ(times_of<ProbeSent>(session).size(), 2u);
  EXPECT_EQ(times_of<ProbeEncrypted>(session).size(), 1u);
  EXPECT_EQ(times_of<ProbeLeftUplink>(session).size(), 1u);
}

TEST_F(Rolling, WhatProvedAnAnswerEncryptedIsToldWithItsReply) {
  const ProbeKey probe{{}, {}, 1, 5};
  read_counters(0s);
  lose(5, 1s);
  see(1001ms, ProbeEncrypted{probe, ProbeLeg::Request, {3, 9}, {}, {}, 0});
  see(1001ms, ProbeLeftUplink{{3, 9}, {}, {}});
  see(1002ms, ProbeArrived{probe, ProbeLeg::Reply, true});
  reply(5, 1003ms, 1ms);
  answer(6, 2s);
  const auto decided = rolling_.advance(kStart + 10s);
  ASSERT_EQ(decided.size(), 2U);
  EXPECT_EQ(decided[0].proof, DecidedProbe::Proof::Proved);
  EXPECT_EQ(decided[1].proof, DecidedProbe::Proof::NotSeen);
  const auto session = rolling_.since(kStart);
  std::vector<std::pair<bool, bool>> told;
  for (const Observation& seen : session.observations)
    if (const auto* reply = std::get_if<ReplyReceived>(&seen.what))
      told.emplace_back(reply->request_encrypted.value(), reply->reply_decrypted.value());
  EXPECT_EQ(told, (std::vector{std::pair{true, true}, std::pair{false, false}}));
  EXPECT_TRUE(times_of<ProbeEncrypted>(session).empty());
}

TEST_F(Rolling, OneThatNoUplinkSawGoIsKeptWhole) {
  read_counters(0s);
  lose(5, 1s);
  see(1001ms, ProbeEncrypted{{{}, {}, 1, 5}, ProbeLeg::Request, {3, 9}, {}, {}, 0, 7});
  reply(5, 1003ms, 1ms);
  rolling_.advance(kStart + 10s);
  EXPECT_EQ(times_of<ProbeEncrypted>(rolling_.since(kStart)).size(), 1u);
}

TEST_F(Rolling, AReplyThatCameInTheClearIsKeptWhole) {
  const ProbeKey probe{{}, {}, 1, 5};
  read_counters(0s);
  see(0s, PathAdded{1, "node-b", PathKind::Encrypted, probe.sender, probe.reflector});
  lose(5, 1s);
  see(1002ms, ProbeArrived{probe, ProbeLeg::Reply, false});
  reply(5, 1003ms, 1ms);
  EXPECT_EQ(rolling_.advance(kStart + 10s).at(0).proof, DecidedProbe::Proof::InClear);
  EXPECT_EQ(times_of<ProbeArrived>(rolling_.since(kStart)).size(), 1U);
}

TEST_F(Rolling, OneThatAStateWithANullCipherTookIsInTheClear) {
  const ProbeKey probe{{}, {}, 1, 5};
  read_counters(0s);
  see(0s, PathAdded{1, "node-b", PathKind::Encrypted, probe.sender, probe.reflector});
  lose(5, 1s);
  see(1001ms, ProbeEncrypted{.probe = probe,
                             .esp = {3, 9},
                             .outer_source = {},
                             .outer_destination = {},
                             .null_cipher = true});
  see(1001ms, ProbeLeftUplink{{3, 9}, {}, {}});
  see(1002ms, ProbeArrived{.probe = probe, .leg = ProbeLeg::Reply, .decrypted = true});
  reply(5, 1003ms, 1ms);
  EXPECT_EQ(rolling_.advance(kStart + 10s).at(0).proof, DecidedProbe::Proof::InClear);
  EXPECT_EQ(times_of<ProbeEncrypted>(rolling_.since(kStart)).size(), 1U);
}

TEST_F(Rolling, ProbesOfOthersAreTheirs) {
  read_counters(0s);
  see(1s, ProbeArrived{{{}, {}, 9, 1}});
  see(1s, ProbeEncrypted{{{}, {}, 9, 1}, ProbeLeg::Reply, {3, 1}, {}, {}});
  see(1s, ProbeLeftUplink{{3, 1}, {}, {}});
  EXPECT_EQ(rolling_.since(kStart).observations.size(), 1u);
}

TEST_F(Rolling, APathThatIsProbedNoMoreIsNoOutage) {
  see(0s, PathAdded{1, "node-b", PathKind::Encrypted, {}, {}});
  read_counters(0s);
  answer(1, 1s);
  lose(2, 2s);
  rolling_.advance(kStart + 5s);
  lose(3, 5s);
  rolling_.remove_path(1);
  EXPECT_EQ(rolling_.since(kStart).observations.size(), 1u);
}

TEST_F(Rolling, WhatIsTooMuchMovesTheBeginning) {
  RollingTimeline small(header(),
                        {.window = 1h, .most_bytes = 100 * size_of({{}, {}, XfrmStatRead{}})});
  for (int i = 0; i < 500; ++i) small.observe(kStart + i * 1s, XfrmStatRead{});
  EXPECT_EQ(small.begins(), kStart + 400s);
}

TEST_F(Rolling, TablesAreKnownFromTheListingBefore) {
  read_counters(0s);
  see(1s, StatesSeen{EntryEvent::Listed, {XfrmState{}}});
  see(1s, XfrmTablesListed{});
  see(2s, StatesSeen{EntryEvent::Deleted, {XfrmState{}}});
  read_counters(5s);
  const auto session = rolling_.since(kStart + 5s);
  EXPECT_EQ(times_of<StatesSeen>(session), (std::vector{kStart + 1s, kStart + 2s}));
  EXPECT_EQ(times_of<XfrmTablesListed>(session), std::vector{kStart + 1s});
}

TEST(RollingTimeline, CountsThatTakeMoreThanTheirShareFallOutAndAreStillTakenOff) {
  constexpr std::size_t kPeers = 5, kReadings = 30, kForgotten = 10;
  RollingTimeline rolling(
      header(),
      {.window = 1h, .most_bytes = (kReadings - kForgotten) * kPeers * CountedLog::kBytesEach});
  for (std::size_t reading = 0; reading < kReadings; ++reading) {
    PacketsCounted counted;
    counted.packets = reading;
    for (counted.spi = 0; counted.spi < kPeers; ++counted.spi)
      rolling.observe(kStart + reading * 1s, counted);
    rolling.observe(kStart + reading * 1s + 1ms, XfrmStatRead{});
  }
  rolling.advance(kStart + kReadings * 1s);
  const auto session = rolling.since(kStart);
  EXPECT_EQ(session.header.started, kStart + kForgotten * 1s + 1ms);
  std::vector<std::uint64_t> packets;
  for (const Observation& seen : session.observations)
    if (const auto* counted = std::get_if<PacketsCounted>(&seen.what))
      packets.push_back(counted->packets);
  EXPECT_EQ(packets.size(), kPeers * (kReadings - kForgotten - 1u));
  EXPECT_EQ(packets.front(), 1u);
  EXPECT_EQ(packets.back(), kReadings - kForgotten - 1u);
}

TEST_F(Rolling, CountsAreThoseOfTheSession) {
  PacketsCounted counted;
  counted.packets = 5;
  see(1s, counted);
  read_counters(2s);
  counted.packets = 9;
  see(3s, counted);
  const auto session = rolling_.since(kStart + 2s);
  ASSERT_EQ(times_of<PacketsCounted>(session), std::vector{kStart + 3s});
  EXPECT_EQ(std::get<PacketsCounted>(session.observations.back().what).packets, 4u);
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// The real prober and the real reflector over loopback.
#include "probe/prober.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "probe/testing/prober_fixture.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

TEST_F(ProberOverLoopback, EveryProbeIsAnsweredOnBothFamilies) {
  reflect();
  target("node-b", "127.0.0.3");
  target("node-b", "::1");
  start();
  ASSERT_TRUE(run_until_replies(20));
  for (const Ssid ssid : {Ssid{1}, Ssid{2}}) {
    std::uint32_t expected = 0;
    for (const ReplyReceived& reply : all<ReplyReceived>()) {
      if (reply.ssid != ssid) continue;
      EXPECT_EQ(reply.sequence, expected + 1);  // number 0 is never sent
      EXPECT_EQ(reply.reflector_sequence, expected);
      EXPECT_GE(reply.rtt, 0ns);
      EXPECT_LT(reply.rtt, 5s);
      ++expected;
    }
    EXPECT_GE(expected, 5u);
  }
  EXPECT_EQ(prober_->counters().strays, 0u);
}

TEST_F(ProberOverLoopback, ARepliesFourTimesFollowEachOtherWhereBothEndsHaveOneClock) {
  reflect();
  target("node-b", "127.0.0.3");
  start();
  ASSERT_TRUE(run_until_replies(10));
  std::map<std::uint32_t, Instant> sent_at;
  for (const auto& [at, what] : seen_) {
    if (const auto* sent = std::get_if<ProbeSent>(&what)) sent_at[sent->sequence] = at;
    const auto* reply = std::get_if<ReplyReceived>(&what);
    if (reply == nullptr) continue;
    EXPECT_LE(sent_at.at(reply->sequence), reply->reflector_received);
    EXPECT_LE(reply->reflector_received, reply->reflector_sent);
    EXPECT_LE(reply->reflector_sent, at);
  }
}

TEST_F(ProberOverLoopback, APathThatIsProbedDenselyIsProbedAtOnceAndOften) {
  reflect();
  options_.interval = 1h;
  target("node-b", "127.0.0.3");
  target("node-c", "127.0.0.4");
  start();
  prober_->probe_densely(2, 2ms);
  ASSERT_TRUE(run_until_replies(10));
  std::map<Ssid, int> sent;
  for (const ProbeSent& probe : all<ProbeSent>()) ++sent[probe.ssid];
  EXPECT_GE(sent[2], 9);
  EXPECT_LE(sent[1], 1);
}

TEST_F(ProberOverLoopback, WhatIsDueInOneSlotIsSentTogetherAndNoReplyIsLost) {
  reflect();
  options_.interval = 400ms;
  options_.slot = 400ms;
  for (const auto* address : {"127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6"})
    target(address, address);
  start();
  ASSERT_TRUE(run_until_replies(20));
  prober_->stop_sending();
  const auto sent = all<ProbeSent>().size();
  EXPECT_TRUE(run_until([&] { return all<ReplyReceived>().size() == sent; }));
  std::vector<std::size_t> together{0};
  for (const auto& [at, what] : seen_)
    if (std::holds_alternative<ProbeSent>(what))
      ++together.back();
    else
      together.push_back(0);
  EXPECT_EQ(std::ranges::max(together), options_.targets.size());
}

TEST_F(ProberOverLoopback, RepliesWaitForTheEndOfASlotUnlessSomebodyAsks) {
  reflect();
  options_.interval = options_.slot = 24h;
  target("node-b", "127.0.0.3");
  start();
  prober_->probe_densely(1, 24h);
  ASSERT_TRUE(run_until([this] { return reflector_->counters().answered == 1; }));
  EXPECT_EQ(all<ReplyReceived>().size(), 0u);
  prober_->receive_waiting();
  EXPECT_EQ(all<ReplyReceived>().size(), 1u);
}

TEST_F(ProberOverLoopback, TargetsComeAndGoWhileOthersAreProbed) {
  reflect();
  target("node-b", "127.0.0.3");
  start();
  ASSERT_TRUE(run_until_replies(3));
  const auto added = prober_->add_target({"node-c", PathKind::Encrypted, ip("127.0.0.4")});
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(*added, 2);
  const auto other_family = prober_->add_target({"node-d", PathKind::Control, ip("::1")});
  ASSERT_TRUE(other_family) << other_family.error().message;
  ASSERT_TRUE(run_until([this] {
    std::set<Ssid> answered;
    for (const ReplyReceived& reply : all<ReplyReceived>()) answered.insert(reply.ssid);
    return answered.size() == 3;
  }));
  prober_->remove_target(2);
  const auto sent_to = [this](Ssid ssid) {
    return std::ranges::count(all<ProbeSent>(), ssid, &ProbeSent::ssid);
  };
  const auto before = sent_to(2);
  ASSERT_TRUE(run_until_replies(all<ReplyReceived>().size() + 10));
  EXPECT_EQ(sent_to(2), before);
  EXPECT_EQ(prober_->add_target({"node-e", PathKind::Encrypted, ip("127.0.0.5")}), Ssid{4})
      << "replies to the one that went may still come";
}

TEST_F(ProberOverLoopback, PathsAreAnnouncedBeforeTheFirstProbe) {
  target("node-b", "127.0.0.3");
  target("node-c", "127.0.0.4", PathKind::Control);
  options_.control.local = {ip("127.0.0.9")};
  start();
  EXPECT_EQ(
      all<PathAdded>(),
      (std::vector<PathAdded>{{1, "node-b", PathKind::Encrypted, ip("127.0.0.2"), ip("127.0.0.3")},
                              {2, "node-c", PathKind::Control, ip("127.0.0.9"), ip("127.0.0.4")}}));
  EXPECT_EQ(seen_.size(), 2u);
}

TEST_F(ProberOverLoopback, TheKernelChoosesTheSourceWhereNoneIsGiven) {
  reflect();
  target("node-b", "127.0.0.3");
  options_.encrypted.local.clear();
  start();
  EXPECT_EQ(all<PathAdded>().at(0).sender, ip("127.0.0.1"));
  EXPECT_TRUE(run_until_replies(1));
}

TEST_F(ProberOverLoopback, HundredsOfPeersShareOneSocketAndAllAreAnswered) {
  reflect();
  options_.interval = 200ms;
  for (int i = 0; i < 300; ++i)
    options_.targets.push_back({"node-" + std::to_string(i), PathKind::Encrypted,
                                IpAddress{Family::V4,
                                          {127, 1, static_cast<std::uint8_t>(i >> 8),
                                           static_cast<std::uint8_t>(i & 0xff)}}});
  start();
  EXPECT_TRUE(run_until([this] {
    std::map<Ssid, int> by_path;
    for (const ReplyReceived& reply : all<ReplyReceived>()) ++by_path[reply.ssid];
    return by_path.size() == 300;
  }));
}

TEST_F(ProberOverLoopback, EveryNthProbeIsLarge) {
  reflect();
  target("node-b", "127.0.0.3");
  options_.large_every = 3;
  options_.large_bytes = 1392;
  start();
  ASSERT_TRUE(run_until_replies(6));
  for (const ProbeSent& sent : all<ProbeSent>())
    EXPECT_EQ(sent.bytes, sent.sequence % 3 == 0 ? 1392u : 44u) << sent.sequence;
}

TEST_F(ProberOverLoopback, AuthenticatedProbesAreAnsweredByTheSameKeyOnly) {
  reflect(StampKey{{1, 2, 3}});
  target("node-b", "127.0.0.3");
  options_.key = StampKey{{1, 2, 3}};
  start();
  EXPECT_TRUE(run_until_replies(2));
  EXPECT_EQ(all<ProbeSent>().at(0).bytes, 112u);
}

TEST_F(ProberOverLoopback, AProbeThatTheKernelRefusesSaysWhy) {
  target("node-b", "127.0.0.3");
  options_.large_every = 1;
  options_.large_bytes = 65507;  // more than an IPv4 packet on loopback, with its headers
  target("node-c", "::1");
  start();
  ASSERT_TRUE(run_until([this] { return !all<ProbeRefused>().empty(); }));
  EXPECT_EQ(all<ProbeRefused>().at(0).error, "Message too long");
  EXPECT_EQ(prober_->counters().refused, all<ProbeRefused>().size());
}

TEST_F(ProberOverLoopback, AProbeWithoutAnAnswerIsSentAllTheSame) {
  target("node-b", "127.0.0.3");
  options_.port = UdpSocket::bind({ip("127.0.0.3"), 0}).value().port();  // closed again
  start();
  ASSERT_TRUE(run_until([this] { return all<ProbeSent>().size() >= 5; }));
  EXPECT_TRUE(all<ReplyReceived>().empty());
}

TEST_F(ProberOverLoopback, AStalledProberSaysSoAndSendsNothingLate) {
  target("node-b", "127.0.0.3");
  start();
  ASSERT_TRUE(run_until([this] { return !all<ProbeSent>().empty(); }));
  const std::size_t sent_before = all<ProbeSent>().size();
  // The time in which this thread runs no loop is what is tested.
  const Instant frozen_until = clock_.now() + 100ms;
  while (clock_.now() < frozen_until) std::this_thread::yield();
  ASSERT_TRUE(run_until([this] { return !all<ProberStalled>().empty(); }));
  EXPECT_LE(all<ProbeSent>().size(), sent_before + 1);
  EXPECT_LT(all<ProberStalled>().at(0).since, frozen_until - 50ms);
}

TEST_F(ProberOverLoopback, StopSendingStillReceives) {
  reflect();
  target("node-b", "127.0.0.3");
  start();
  ASSERT_TRUE(run_until([this] { return all<ProbeSent>().size() >= 3; }));
  prober_->stop_sending();
  const std::size_t sent = all<ProbeSent>().size();
  EXPECT_TRUE(run_until_replies(sent));
  EXPECT_EQ(all<ProbeSent>().size(), sent);
}

TEST_F(ProberOverLoopback, ALocalAddressOfAnotherMachineIsNamed) {
  target("node-b", "127.0.0.3");
  options_.encrypted.local = {ip("192.0.2.77")};
  const auto refused = try_start();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Environment);
  EXPECT_NE(refused.error().message.find("192.0.2.77"), std::string::npos);
}

TEST_F(ProberOverLoopback, ASilentIntervalIsAUsageError) {
  options_.interval = 0ns;
  EXPECT_EQ(try_start().error().kind, ErrorKind::Usage);
}

TEST_F(ProberOverLoopback, WithoutTargetsNothingIsSent) {
  start();
  bool later = false;
  loop_->after(20ms, [&] { later = true; });
  ASSERT_TRUE(run_until([&] { return later; }));
  EXPECT_TRUE(seen_.empty());
}

}  // namespace
}  // namespace canary

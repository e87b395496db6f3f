// SPDX-License-Identifier: Apache-2.0
#include "fates/drops.h"

#include <gtest/gtest.h>

#include "fates/drop_times.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::kStart;
using testing::TimelineBuilder;

std::vector<NodeSession> sessions_of(const Timeline& timeline) {
  return {timeline.nodes.begin(), timeline.nodes.end()};
}

std::vector<DropSummary> drops_of(const TimelineBuilder& builder) {
  const auto timeline = builder.timeline();
  const auto sessions = sessions_of(timeline);
  return summarise_drops(sessions, AddressBook(sessions));
}

TEST(Drops, OfOneKindAreTakenTogether) {
  const auto drops = drops_of(TimelineBuilder("node-a")
                                  .peer("node-b")
                                  .background_drops("XfrmOutPolBlock", 3, 1s)
                                  .background_drops("XfrmOutPolBlock", 4, 2s));
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].node, "node-a");
  EXPECT_EQ(drops[0].direction, "out");
  EXPECT_EQ(drops[0].cause, "XfrmOutPolBlock");
  EXPECT_EQ(drops[0].remote, "node-b");
  EXPECT_EQ(drops[0].packets, 7u);
  EXPECT_EQ(drops[0].first, kStart + 1s);
  EXPECT_EQ(drops[0].last, kStart + 2s);
  EXPECT_FALSE(drops[0].outer);
}

TEST(Drops, OfEspTellSpiAndOuterAddresses) {
  const auto drops =
      drops_of(TimelineBuilder("node-b").probed_by("node-a").dropped_esp("XfrmInNoStates", 5));
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].direction, "in");
  EXPECT_EQ(drops[0].spi, 3u);
  EXPECT_EQ(drops[0].outer, "10.0.0.200 -> 10.0.1.200");
  EXPECT_EQ(drops[0].remote, "10.0.0.200");  // whose tunnel end that is nobody told
  EXPECT_EQ(drops[0].mark, 0xd00u);
}

TEST(Drops, OfDifferentPeersStayApart) {
  EXPECT_EQ(drops_of(TimelineBuilder("node-a")
                         .peer("node-b")
                         .background_drops("XfrmOutPolBlock", 1, 1s)
                         .peer("node-c")
                         .background_drops("XfrmOutPolBlock", 1, 1s))
                .size(),
            2u);
}

TEST(DropTimes, KnowDropsOfEitherEnd) {
  const auto timeline =
      TimelineBuilder("node-a").peer("node-b").background_drops("XfrmInNoStates", 1, 1s).timeline();
  const auto sessions = sessions_of(timeline);
  const DropTimes drops(sessions, AddressBook(sessions));
  EXPECT_TRUE(drops.any("node-a", "node-b", {kStart + 900ms, kStart + 1s}));
  EXPECT_TRUE(drops.any("node-b", "node-a", {kStart + 1s, kStart + 2s}));
  EXPECT_FALSE(drops.any("node-a", "node-c", {kStart, kStart + 2s}));
  EXPECT_FALSE(drops.any("node-a", "node-b", {kStart + 1100ms, kStart + 2s}));
}

TEST(DropTimes, ADropOfAKnownProbeIsNoOtherProbes) {
  const auto timeline =
      TimelineBuilder("node-a").peer("node-b").dropped("XfrmOutPolBlock", 5).timeline();
  const auto sessions = sessions_of(timeline);
  const DropTimes drops(sessions, AddressBook(sessions));
  EXPECT_FALSE(drops.any("node-a", "node-b", {kStart, kStart + 2s}));
}

TEST(AddressBook, KnowsConfiguredAddressesAndProtectedPrefixes) {
  const auto timeline = TimelineBuilder("node-a")
                            .peer("node-b")
                            .protects("node-b", "10.0.1.0/24")
                            .protects("node-c", "10.0.0.0/16")
                            .timeline();
  const AddressBook book(sessions_of(timeline));
  const auto name = [&](std::string_view text) {
    return book.name_of(IpAddress::parse(text).value());
  };
  EXPECT_EQ(name("192.0.2.1"), "node-a");
  EXPECT_EQ(name("10.0.1.10"), "node-b");
  EXPECT_EQ(name("10.0.1.77"), "node-b");
  EXPECT_EQ(name("10.0.9.9"), "node-c");
  EXPECT_EQ(name("203.0.113.1"), "203.0.113.1");
}

TEST(AddressBook, AnAddressOrPrefixThatTwoNodesHaveIsNobodys) {
  const auto timeline = TimelineBuilder("node-a")
                            .protects("node-b", "10.0.0.0/16")
                            .protects("node-c", "10.0.0.0/16")
                            .timeline();
  const AddressBook book(sessions_of(timeline));
  EXPECT_EQ(book.owner(IpAddress::parse("10.0.7.7").value()), nullptr);
}

TEST(AddressBook, LearnsOuterAddressesFromWhatWasAnswered) {
  const auto tunnel = testing::addresses_of("node-b").tunnel;
  TimelineBuilder builder("node-a");
  builder.peer("node-b").answered(1, 1).encrypted(1).left_uplink(1);
  const auto timeline = builder.timeline();
  const AddressBook learned(sessions_of(timeline));
  ASSERT_NE(learned.owner(tunnel), nullptr);
  EXPECT_EQ(*learned.owner(tunnel), "node-b");
}

TEST(AddressBook, LearnsNothingFromReplyThatBearsTheNameOfARequest) {
  // Request 1 to B was answered; the reply to C that left has the same SPI and number.
  const auto to_c = testing::addresses_of("node-c").tunnel;
  TimelineBuilder builder("node-a");
  builder.probed_by("node-c").outer("10.0.0.200", to_text(to_c));
  const Path path{"node-c", "node-a", Family::V4, PathKind::Encrypted};
  builder.observe(testing::sent_at(1),
                  ProbeEncrypted{testing::probe_key(path, 1), ProbeLeg::Reply,
                                 testing::esp_key(1, ProbeLeg::Request),
                                 testing::addresses_of("node-a").tunnel, to_c, 0});
  builder.left_uplink(1)
      .peer("node-b")
      .answered(1, 1)
      .outer("10.0.0.200", "10.0.1.200")
      .encrypted(1);
  const auto timeline = builder.timeline();
  const AddressBook learned(sessions_of(timeline));
  EXPECT_EQ(learned.owner(to_c), nullptr);
}

TEST(AddressBook, LearnsNothingWhereAnotherPacketOfTheNameMayHaveBeenMissed) {
  // Request 1 to B was answered; what left for C a second later bears its name, of another state.
  const auto to_c = testing::addresses_of("node-c").tunnel;
  const auto owner_of_c = [&](TimelineBuilder builder) -> std::optional<NodeName> {
    builder.peer("node-b").answered(1, 20).encrypted(1).observe(
        testing::sent_at(11), ProbeLeftUplink{testing::esp_key(1, ProbeLeg::Request),
                                              testing::addresses_of("node-a").tunnel, to_c});
    const auto timeline = builder.timeline();
    const AddressBook learned(sessions_of(timeline));
    const auto* owner = learned.owner(to_c);
    return owner == nullptr ? std::nullopt : std::optional(*owner);
  };
  EXPECT_EQ(owner_of_c(TimelineBuilder("node-a")), "node-b");
  EXPECT_EQ(owner_of_c(TimelineBuilder("node-a").events_lost(1s, 1200ms)), std::nullopt);
}

TEST(AddressBook, LearnsNothingFromWhatWasLost) {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").lost(1, 1).outer("0.0.0.0", "10.0.0.0").encrypted(1).left_uplink(1);
  const auto timeline = builder.timeline();
  const AddressBook learned(sessions_of(timeline));
  EXPECT_EQ(learned.owner(IpAddress::parse("10.0.0.0").value()), nullptr);
  EXPECT_EQ(learned.owner(IpAddress::parse("0.0.0.0").value()), nullptr);
}

}  // namespace
}  // namespace canary

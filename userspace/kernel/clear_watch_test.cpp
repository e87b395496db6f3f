// SPDX-License-Identifier: Apache-2.0
#include "kernel/clear_watch.h"

#include <gtest/gtest.h>

#include <set>

#include "bpf/abi.h"

namespace canary {
namespace {

constexpr std::uint32_t kLocal = CANARY_PROTECTED_LOCAL, kRemote = CANARY_PROTECTED_REMOTE;

IpPrefix prefix(std::string_view text) { return IpPrefix::parse(text).value(); }

XfrmPolicy policy(std::string_view source, std::string_view destination) {
  XfrmPolicy made;
  made.source = prefix(source);
  made.destination = prefix(destination);
  return made;
}

XfrmPolicy asking(std::string_view source, std::string_view destination) {
  auto made = policy(source, destination);
  made.templates.emplace_back();
  return made;
}

class Watch : public ::testing::Test {
 protected:
  void add(const XfrmPolicy& added) { watch_.add(std::vector{added}); }
  /// As the programs find it: the longest prefix around the address.
  [[nodiscard]] std::uint32_t bits_of(std::string_view address) const {
    std::uint32_t bits = 0;
    int longest = -1;
    for (const auto& [known, its_bits] : put_) {
      if (!known.contains(IpAddress::parse(address).value()) || known.length <= longest) continue;
      longest = known.length;
      bits = its_bits;
    }
    return bits;
  }

  std::map<IpPrefix, std::uint32_t> put_;
  std::set<std::uint16_t> ports_;
  std::uint32_t marks_ = 0;
  std::size_t room_ = 100;
  ClearWatch watch_{{[this](const IpPrefix& added, std::uint32_t bits) {
                       if (!put_.contains(added) && put_.size() == room_) return false;
                       put_[added] = bits;
                       return true;
                     },
                     [this](std::uint16_t port) { ports_.insert(port); },
                     [this](std::uint32_t bits) { marks_ = bits; }}};
};

TEST_F(Watch, LooksBetweenTheEndsOfAPolicyThatAsksForEsp) {
  add(asking("10.0.0.0/24", "10.0.1.0/24"));
  EXPECT_EQ(bits_of("10.0.0.1"), kLocal);
  EXPECT_EQ(bits_of("10.0.1.1"), kRemote);
  EXPECT_EQ(bits_of("192.0.2.1"), 0U);
  EXPECT_EQ(bits_of("fd00::1"), 0U);
}

TEST_F(Watch, LooksOnTheWayInTheOtherWayRound) {
  auto in = asking("10.0.1.0/24", "10.0.0.0/24");
  in.direction = PolicyDirection::In;
  add(in);
  EXPECT_EQ(bits_of("10.0.0.1"), kLocal);
  EXPECT_EQ(bits_of("10.0.1.1"), kRemote);
}

TEST_F(Watch, GivesAPrefixWhatThoseAroundItHave) {
  watch_.add(prefix("10.0.0.0/8"), kRemote);
  watch_.add(prefix("10.0.0.1/32"), kLocal);
  EXPECT_EQ(bits_of("10.0.0.1"), kLocal | kRemote);
}

TEST_F(Watch, GivesPrefixesInsideWhatComesLater) {
  watch_.add(prefix("10.0.0.1/32"), kLocal);
  watch_.add(prefix("10.0.0.0/8"), kRemote);
  EXPECT_EQ(bits_of("10.0.0.1"), kLocal | kRemote);
  EXPECT_EQ(bits_of("10.0.0.2"), kRemote);
}

TEST_F(Watch, LooksEverywhereWhereThereIsNoMoreRoom) {
  room_ = put_.size();
  add(asking("10.0.0.0/24", "10.0.1.0/24"));
  EXPECT_EQ(bits_of("10.0.0.1"), kLocal | kRemote);
}

TEST_F(Watch, NamesThePortsOfPoliciesAndOfIke) {
  auto one = asking("10.0.0.0/24", "10.0.1.0/24");
  one.destination_port = {0x1000, 0xfffe};
  add(one);
  EXPECT_EQ(ports_, (std::set<std::uint16_t>{500, 4500, 0x1000, 0x1001}));
}

TEST_F(Watch, ReadsTheMarksThatPermit) {
  auto hole = policy("0.0.0.0/0", "0.0.0.0/0");
  hole.mark = {0x1200, 0xff00};
  add(hole);
  EXPECT_EQ(marks_, 0xff00U);
  EXPECT_EQ(bits_of("10.0.0.1"), 0U);
}

}  // namespace
}  // namespace canary

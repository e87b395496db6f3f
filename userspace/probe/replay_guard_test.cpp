// SPDX-License-Identifier: Apache-2.0
#include "probe/replay_guard.h"

#include <gtest/gtest.h>

#include "testing/ip.h"

namespace canary {
namespace {

using testing::ip;

class Replays : public ::testing::Test {
 protected:
  bool takes(std::uint64_t timestamp, Ssid ssid = 1, const char* sender = "10.0.0.1") {
    return guard_.takes(ip(sender), {.sequence = 0, .timestamp = timestamp, .ssid = ssid});
  }
  ReplayGuard guard_;
};

TEST_F(Replays, AreNotTakenTwice) {
  EXPECT_TRUE(takes(1000));
  EXPECT_FALSE(takes(1000));
  EXPECT_TRUE(takes(1001));
  EXPECT_FALSE(takes(1000));
}

TEST_F(Replays, AreToldFromWhatWasOvertaken) {
  EXPECT_TRUE(takes(1000));
  EXPECT_TRUE(takes(1002));
  EXPECT_TRUE(takes(1001));
  EXPECT_FALSE(takes(1001));
}

TEST_F(Replays, OfLongAgoAreNotTaken) {
  for (std::uint64_t i = 0; i < ReplayGuard::kWindow; ++i) EXPECT_TRUE(takes(1000 + i));
  EXPECT_FALSE(takes(999));
  EXPECT_FALSE(takes(1000));
  EXPECT_TRUE(takes(5000)) << "it began again";
}

TEST_F(Replays, AreOfOneSenderAndSessionAlone) {
  EXPECT_TRUE(takes(1000));
  EXPECT_TRUE(takes(1000, 2));
  EXPECT_TRUE(takes(1000, 1, "10.0.0.2"));
}

TEST_F(Replays, ACaptureThatComesThousandsOfTimesPushesNobodyOut) {
  EXPECT_TRUE(takes(1000));
  for (int i = 0; i < 3000; ++i) EXPECT_FALSE(takes(1000));
  EXPECT_TRUE(takes(1001));
}

TEST_F(Replays, AreForgottenOfTheSilentWhereThereAreTooMany) {
  EXPECT_TRUE(takes(1000));
  for (std::size_t i = 0; i < ReplayGuard::kRemembered; ++i) {
    IpAddress sender = ip("10.1.0.0");
    sender.bytes[2] = static_cast<std::uint8_t>(i >> 8);
    sender.bytes[3] = static_cast<std::uint8_t>(i);
    EXPECT_TRUE(guard_.takes(sender, {.sequence = 0, .timestamp = 1, .ssid = 1}));
  }
  EXPECT_TRUE(takes(1000));
}

}  // namespace
}  // namespace canary

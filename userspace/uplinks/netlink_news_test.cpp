// SPDX-License-Identifier: Apache-2.0
#include "uplinks/netlink_news.h"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>

#include <cstring>

#include "base/scoped_netns.h"
#include "testing/fresh_netns.h"

namespace canary {
namespace {

class InFreshNetns : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = FreshNetns::make();
    if (!home_) GTEST_SKIP() << "needs CAP_SYS_ADMIN: run as root";
    auto entered = ScopedNetns::enter(home_->path());
    ASSERT_TRUE(entered.has_value()) << entered.error().message;
    entered_.emplace(std::move(*entered));
  }

  static void set_loopback(bool up) {
    const UniqueFd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = static_cast<short>(up ? IFF_UP | IFF_RUNNING : 0);
    ASSERT_EQ(ioctl(any.get(), SIOCSIFFLAGS, &request), 0);
  }

  static bool readable(const NetlinkNews& news, int milliseconds) {
    pollfd waiting{news.fd(), POLLIN, 0};
    return poll(&waiting, 1, milliseconds) == 1;
  }

  std::optional<FreshNetns> home_;
  std::optional<ScopedNetns> entered_;
};

using NetlinkNewsTest = InFreshNetns;

TEST_F(NetlinkNewsTest, ADeviceThatChangesIsNews) {
  auto news = NetlinkNews::open({RTNLGRP_LINK});
  ASSERT_TRUE(news.has_value()) << news.error().message;
  set_loopback(false);
  EXPECT_TRUE(readable(*news, 5000));
  EXPECT_TRUE(news->take());
}

TEST_F(NetlinkNewsTest, WhatWasTakenIsNewsNoMore) {
  auto news = NetlinkNews::open({RTNLGRP_LINK});
  ASSERT_TRUE(news.has_value()) << news.error().message;
  set_loopback(false);
  set_loopback(true);
  ASSERT_TRUE(news->take());
  EXPECT_FALSE(readable(*news, 0));
  EXPECT_FALSE(news->take());
}

TEST_F(NetlinkNewsTest, MoreThanTheBufferHoldsIsStillNews) {
  auto news = NetlinkNews::open({RTNLGRP_LINK});
  ASSERT_TRUE(news.has_value()) << news.error().message;
  const int small = 1;  // the kernel makes it its smallest
  ASSERT_EQ(setsockopt(news->fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
  for (int change = 0; change < 20; ++change) set_loopback(change % 2 != 0);
  EXPECT_TRUE(news->take());
  EXPECT_FALSE(readable(*news, 0));
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "uplinks/uplink_finder.h"

#include "testing/run_until.h"
#include "uplinks/testing/netns_of_ip.h"

namespace canary {
namespace {

class UplinkFinderTest : public testing::NetnsOfIp {
 protected:
  void SetUp() override {
    NetnsOfIp::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    loop_ = EventLoop::make().value();
    // A tap stands for a card: pairs within one namespace lead nowhere.
    ip("tuntap add eth0 mode tap\nlink set eth0 up\naddr add 10.0.0.1/24 dev eth0\n");
  }

  void start(std::vector<std::string> named = {}) {
    auto finder = UplinkFinder::start({netns_->path(), std::move(named), {}, ""}, *loop_,
                                      [this](const Uplinks& found) { told_.push_back(found); });
    ASSERT_TRUE(finder) << finder.error().message;
    finder_ = std::move(*finder);
  }

  [[nodiscard]] std::vector<std::string> watched() const {
    std::vector<std::string> names;
    for (const Uplink& uplink : told_.back().watched) names.push_back(uplink.device);
    return names;
  }

  [[nodiscard]] bool comes_to(const std::vector<std::string>& names) {
    return testing::run_until(*loop_, [&] { return watched() == names; });
  }

  std::vector<Uplinks> told_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<UplinkFinder> finder_;
};

using Names = std::vector<std::string>;

TEST_F(UplinkFinderTest, TellsAtTheStartWhatThereIs) {
  start();
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_EQ(watched(), Names{"eth0"});
}

TEST_F(UplinkFinderTest, ADeviceThatComesIsFound) {
  start();
  ip("tuntap add eth1 mode tap\nlink set eth1 up\naddr add 10.1.0.1/24 dev eth1\n");
  EXPECT_TRUE(comes_to({"eth0", "eth1"}));
}

TEST_F(UplinkFinderTest, ADeviceThatGoesIsNoLongerThere) {
  start();
  ip("link del eth0\n");
  EXPECT_TRUE(comes_to({}));
}

TEST_F(UplinkFinderTest, ADeviceIsFoundWhenARouteLeadsThere) {
  ip("tuntap add eth1 mode tap\nlink set eth1 up\n");
  start();
  ASSERT_EQ(watched(), Names{"eth0"});
  ip("route add 10.9.0.0/16 dev eth1\n");
  EXPECT_TRUE(comes_to({"eth0", "eth1"}));
}

TEST_F(UplinkFinderTest, ADeviceIsFoundWhenARuleLeadsToItsTable) {
  ip("tuntap add eth1 mode tap\nlink set eth1 up\nroute add 10.9.0.0/16 dev eth1 table 7\n");
  start();
  ASSERT_EQ(watched(), Names{"eth0"});
  ip("rule add fwmark 7 table 7\n");
  EXPECT_TRUE(comes_to({"eth0", "eth1"}));
}

TEST_F(UplinkFinderTest, OneThatIsNamedIsFoundWhenItComes) {
  start({"eth0", "eth7"});
  ASSERT_EQ(told_.back().missing, Names{"eth7"});
  ip("tuntap add eth7 mode tap\n");
  EXPECT_TRUE(comes_to({"eth0", "eth7"}));
}

TEST_F(UplinkFinderTest, ChangesThatLeaveTheAnswerAsItIsAreNotTold) {
  start();
  ip("route add blackhole 10.9.0.0/16\n");
  ip("tuntap add eth1 mode tap\nlink set eth1 up\naddr add 10.1.0.1/24 dev eth1\n");
  ASSERT_TRUE(comes_to({"eth0", "eth1"}));
  for (std::size_t i = 1; i < told_.size(); ++i) EXPECT_NE(told_[i], told_[i - 1]);
}

}  // namespace
}  // namespace canary

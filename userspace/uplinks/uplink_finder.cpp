// SPDX-License-Identifier: Apache-2.0
#include "uplinks/uplink_finder.h"

#include <linux/rtnetlink.h>
#include <poll.h>

#include <optional>
#include <utility>

#include "base/scoped_netns.h"
#include "uplinks/netlink_news.h"
#include "uplinks/network_reader.h"

namespace canary {
namespace {

/// One look for many changes: an agent that sets up a pod makes a dozen, and where the routes of
/// thousands of nodes come and go, listing them all keeps a CPU busy no more than a tenth of the
/// time.
constexpr Duration kNewsDelay = std::chrono::milliseconds(200);

Result<Network> read_network_of(const std::string& netns) {
  const auto entered = ScopedNetns::enter(netns);
  if (!entered) return std::unexpected(entered.error());
  return read_network();
}

class Finder final : public UplinkFinder {
 public:
  Finder(Wishes wishes, NetlinkNews news, EventLoop& loop, OnFound on_found)
      : wishes_(std::move(wishes)),
        news_(std::move(news)),
        loop_(loop),
        on_found_(std::move(on_found)) {}
  Finder(const Finder&) = delete;
  Finder& operator=(const Finder&) = delete;
  ~Finder() override {
    loop_.cancel(timer_);
    loop_.unwatch(news_.fd());
  }

  Result<void> begin() {
    auto network = read_network_of(wishes_.node_netns);
    if (!network) return std::unexpected(network.error());
    found_ = choose(*network);
    on_found_(found_);
    return loop_.watch(news_.fd(), [this] {
      news_.take();
      look_soon();
    });
  }

  [[nodiscard]] bool is_up_to_date() const override {
    pollfd news{news_.fd(), POLLIN, 0};
    return timer_ == 0 && poll(&news, 1, 0) == 0;
  }

  [[nodiscard]] const Uplinks& found() const override { return found_; }

  void look() override {
    if (is_up_to_date()) return;
    news_.take();
    loop_.cancel(std::exchange(timer_, 0));
    const auto network = read_network_of(wishes_.node_netns);
    if (!network) {
      look_soon();  // it changes faster than it can be listed
      return;
    }
    Uplinks now = choose(*network);
    if (now == found_) return;
    found_ = std::move(now);
    on_found_(found_);
  }

 private:
  [[nodiscard]] Uplinks choose(const Network& network) const {
    Uplinks chosen = choose_uplinks(network, wishes_.peers, wishes_.named);
    chosen.overlay_trouble = trouble_of_overlay(network, wishes_.overlay);
    return chosen;
  }

  void look_soon() {
    if (timer_ == 0) timer_ = loop_.after(kNewsDelay, [this] { look(); });
  }

  Wishes wishes_;
  NetlinkNews news_;
  EventLoop& loop_;
  OnFound on_found_;
  Uplinks found_;
  EventLoop::TimerId timer_ = 0;
};

Result<NetlinkNews> open_news(const std::string& netns) {
  const auto entered = ScopedNetns::enter(netns);
  if (!entered) return std::unexpected(entered.error());
  return NetlinkNews::open({RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                            RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,
                            RTNLGRP_IPV6_RULE, RTNLGRP_NEXTHOP});
}

}  // namespace

Result<std::unique_ptr<UplinkFinder>> UplinkFinder::start(Wishes wishes, EventLoop& loop,
                                                          OnFound on_found) {
  auto news = open_news(wishes.node_netns);
  if (!news) return std::unexpected(news.error());
  auto finder =
      std::make_unique<Finder>(std::move(wishes), std::move(*news), loop, std::move(on_found));
  if (auto begun = finder->begin(); !begun) return std::unexpected(begun.error());
  return finder;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "kernel/link_news.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace canary {

Result<LinkNews> LinkNews::open() {
  UniqueFd news(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  if (!news.valid()) return system_error("open a netlink socket", errno);
  sockaddr_nl groups{};
  groups.nl_family = AF_NETLINK;
  groups.nl_groups = RTMGRP_LINK | RTMGRP_TC;
  if (bind(news.get(), reinterpret_cast<sockaddr*>(&groups), sizeof(groups)) != 0)
    return system_error("listen to changes of devices", errno);
  return LinkNews(std::move(news));
}

bool LinkNews::take() {
  std::array<char, 1> any{};  // the rest of each message is thrown away
  for (bool some = false;; some = true) {
    const auto taken = recv(socket_.get(), any.data(), any.size(), 0);
    if (taken < 0 && errno != EINTR && errno != ENOBUFS) return some;
  }
}

}  // namespace canary

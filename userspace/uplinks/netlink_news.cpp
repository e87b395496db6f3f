// SPDX-License-Identifier: Apache-2.0
#include "uplinks/netlink_news.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace canary {

Result<NetlinkNews> NetlinkNews::open(std::initializer_list<int> groups) {
  UniqueFd news(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  if (!news.valid()) return system_error("open a netlink socket", errno);
  // Without a port of its own the kernel takes it for the sender of what it says itself.
  sockaddr_nl any{};
  any.nl_family = AF_NETLINK;
  if (bind(news.get(), reinterpret_cast<sockaddr*>(&any), sizeof(any)) != 0)
    return system_error("bind a netlink socket", errno);
  for (const int group : groups)
    if (setsockopt(news.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) != 0 &&
        errno != EINVAL)
      return system_error("listen to changes of devices and routes", errno);
  return NetlinkNews(std::move(news));
}

bool NetlinkNews::take() {
  std::array<char, 1> any{};  // the rest of each message is thrown away
  for (bool some = false;; some = true) {
    const auto taken = recv(socket_.get(), any.data(), any.size(), 0);
    if (taken < 0 && errno != EINTR && errno != ENOBUFS) return some;
  }
}

}  // namespace canary

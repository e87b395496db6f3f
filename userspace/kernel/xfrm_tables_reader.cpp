// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_tables_reader.h"

#include <ifaddrs.h>
#include <libmnl/libmnl.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "kernel/xfrm_message.h"
#include "kernel/xfrm_socket.h"
#include "uplinks/netlink_answer.h"

namespace canary {
namespace {

int keep_state(const nlmsghdr* message, void* data) {
  if (auto state = decode_state(*message))
    static_cast<XfrmTables*>(data)->states.push_back(std::move(*state));
  return MNL_CB_OK;
}

int keep_policy(const nlmsghdr* message, void* data) {
  if (auto policy = decode_policy(*message))
    static_cast<XfrmTables*>(data)->policies.push_back(std::move(*policy));
  return MNL_CB_OK;
}

int keep_defaults(const nlmsghdr* message, void* data) {
  static_cast<XfrmTables*>(data)->blocked_by_default = decode_blocked_by_default(*message);
  return MNL_CB_OK;
}

/// Through a buffer that is wiped: what is listed holds keys.
int receive(mnl_socket* socket, unsigned sequence, mnl_cb_t keep, XfrmTables& tables) {
  WipedBuffer buffer;
  return read_netlink_answer(socket, sequence, keep, &tables, {buffer.data(), buffer.size()});
}

/// Without a header of its own: the kernel takes all that follows for attributes (xfrm_dump_sa() of
/// net/xfrm/xfrm_user.c, 6.1), and complains to its log of what is none.
Result<void> dump(mnl_socket* socket, std::uint16_t type, mnl_cb_t keep, XfrmTables& tables) {
  WipedBuffer buffer;
  nlmsghdr* request = mnl_nlmsg_put_header(buffer.data());
  request->nlmsg_type = type;
  request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request->nlmsg_seq = type;
  if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
    return std::unexpected(xfrm_socket_error(errno));
  if (const int failed = receive(socket, type, keep, tables); failed != 0)
    return std::unexpected(xfrm_socket_error(failed));
  return {};
}

/// A kernel before 5.15 refuses the question: it blocks nothing by default.
Result<void> read_defaults(mnl_socket* socket, XfrmTables& tables) {
  WipedBuffer buffer;
  nlmsghdr* request = mnl_nlmsg_put_header(buffer.data());
  request->nlmsg_type = XFRM_MSG_GETDEFAULT;
  request->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  request->nlmsg_seq = XFRM_MSG_GETDEFAULT;
  mnl_nlmsg_put_extra_header(request, sizeof(xfrm_userpolicy_default));
  if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
    return std::unexpected(xfrm_socket_error(errno));
  const int failed = receive(socket, XFRM_MSG_GETDEFAULT, keep_defaults, tables);
  if (failed != 0 && failed != EINVAL) return std::unexpected(xfrm_socket_error(failed));
  return {};
}

}  // namespace

Result<XfrmTables> read_xfrm_tables() {
  const auto socket = open_xfrm_socket(SOCK_CLOEXEC, 0);
  if (!socket) return std::unexpected(socket.error());
  XfrmTables tables;
  if (auto read = dump(socket->get(), XFRM_MSG_GETSA, keep_state, tables); !read)
    return std::unexpected(read.error());
  if (auto read = dump(socket->get(), XFRM_MSG_GETPOLICY, keep_policy, tables); !read)
    return std::unexpected(read.error());
  if (auto read = read_defaults(socket->get(), tables); !read) return std::unexpected(read.error());
  // The kernel lists what came last first (xfrm_state_walk(), xfrm_policy_walk()).
  std::ranges::reverse(tables.states);
  std::ranges::reverse(tables.policies);
  return tables;
}

Result<std::set<IpAddress>> read_local_addresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return system_error("list the addresses of this node", errno);
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, &freeifaddrs);
  std::set<IpAddress> addresses;
  for (const auto* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr) continue;
    if (entry->ifa_addr->sa_family == AF_INET) {
      const auto& octets = reinterpret_cast<const sockaddr_in*>(entry->ifa_addr)->sin_addr;
      addresses.insert(
          IpAddress::of(Family::V4, {reinterpret_cast<const std::uint8_t*>(&octets), 4}));
    } else if (entry->ifa_addr->sa_family == AF_INET6) {
      const auto& octets = reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr)->sin6_addr;
      addresses.insert(
          IpAddress::of(Family::V6, {reinterpret_cast<const std::uint8_t*>(&octets), 16}));
    }
  }
  return addresses;
}

}  // namespace canary

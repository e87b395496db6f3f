// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_tables_reader.h"

#include <ifaddrs.h>
#include <libmnl/libmnl.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <vector>

#include "kernel/xfrm_message.h"

namespace canary {
namespace {

struct CloseSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};
using Socket = std::unique_ptr<mnl_socket, CloseSocket>;

/// Holds keys for as long as a message is read.
class WipedBuffer {
 public:
  WipedBuffer() : bytes_(kBytes) {}
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;
  ~WipedBuffer() { explicit_bzero(bytes_.data(), bytes_.size()); }

  [[nodiscard]] char* data() { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  static constexpr std::size_t kBytes = 64 * 1024;
  std::vector<char> bytes_;
};

Error refusal(int error) {
  if (error == EPERM)
    return {ErrorKind::Environment,
            "cannot list XFRM states and policies: run as root, or grant CAP_NET_ADMIN"};
  if (error == EPROTONOSUPPORT)
    return {ErrorKind::Environment,
            "this kernel has no XFRM: it needs CONFIG_XFRM_USER (modprobe xfrm_user)"};
  return system_error("list XFRM states and policies", error).error();
}

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

Result<void> dump(mnl_socket* socket, std::uint16_t type, std::size_t header_bytes, mnl_cb_t keep,
                  XfrmTables& tables) {
  WipedBuffer buffer;
  nlmsghdr* request = mnl_nlmsg_put_header(buffer.data());
  request->nlmsg_type = type;
  request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request->nlmsg_seq = type;
  mnl_nlmsg_put_extra_header(request, header_bytes);
  if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
    return std::unexpected(refusal(errno));
  const unsigned port = mnl_socket_get_portid(socket);
  for (;;) {
    const auto received = mnl_socket_recvfrom(socket, buffer.data(), buffer.size());
    if (received < 0) return std::unexpected(refusal(errno));
    const int more =
        mnl_cb_run(buffer.data(), static_cast<std::size_t>(received), type, port, keep, &tables);
    if (more < 0) return std::unexpected(refusal(errno));
    if (more == MNL_CB_STOP) return {};
  }
}

}  // namespace

Result<XfrmTables> read_xfrm_tables() {
  const Socket socket(mnl_socket_open2(NETLINK_XFRM, SOCK_CLOEXEC));
  if (!socket) return std::unexpected(refusal(errno));
  if (mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0)
    return std::unexpected(refusal(errno));
  XfrmTables tables;
  if (auto read = dump(socket.get(), XFRM_MSG_GETSA, sizeof(xfrm_usersa_id), keep_state, tables);
      !read)
    return std::unexpected(read.error());
  if (auto read =
          dump(socket.get(), XFRM_MSG_GETPOLICY, sizeof(xfrm_userpolicy_id), keep_policy, tables);
      !read)
    return std::unexpected(read.error());
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

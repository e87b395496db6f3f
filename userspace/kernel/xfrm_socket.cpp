// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_socket.h"

#include <linux/netlink.h>

#include <cerrno>
#include <cstring>

namespace canary {

Result<XfrmSocket> open_xfrm_socket(int flags, unsigned groups) {
  XfrmSocket socket(mnl_socket_open2(NETLINK_XFRM, flags));
  if (!socket) return std::unexpected(xfrm_socket_error(errno));
  if (mnl_socket_bind(socket.get(), groups, MNL_SOCKET_AUTOPID) < 0)
    return std::unexpected(xfrm_socket_error(errno));
  return socket;
}

Error xfrm_socket_error(int errno_value) {
  if (errno_value == EPERM)
    return {ErrorKind::Environment,
            "cannot list XFRM states and policies: run as root, or grant CAP_NET_ADMIN"};
  if (errno_value == EPROTONOSUPPORT)
    return {ErrorKind::Environment,
            "this kernel has no XFRM: it needs CONFIG_XFRM_USER (modprobe xfrm_user)"};
  return system_error("list XFRM states and policies", errno_value).error();
}

void WipedBuffer::wipe() { explicit_bzero(bytes_.data(), bytes_.size()); }

}  // namespace canary

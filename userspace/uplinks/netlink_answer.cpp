// SPDX-License-Identifier: Apache-2.0
#include "uplinks/netlink_answer.h"

#include <cerrno>
#include <cstddef>

namespace canary {

int read_netlink_answer(mnl_socket* socket, unsigned sequence, mnl_cb_t keep, void* data,
                        std::span<char> buffer) {
  const unsigned port = mnl_socket_get_portid(socket);
  for (;;) {
    const auto received = mnl_socket_recvfrom(socket, buffer.data(), buffer.size());
    if (received < 0) return errno;
    const int more =
        mnl_cb_run(buffer.data(), static_cast<std::size_t>(received), sequence, port, keep, data);
    if (more < 0) return errno;
    if (more == MNL_CB_STOP) return 0;
  }
}

}  // namespace canary

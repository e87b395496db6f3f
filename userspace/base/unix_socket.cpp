// SPDX-License-Identifier: Apache-2.0
#include "base/unix_socket.h"

#include <sys/un.h>

#include <algorithm>

namespace canary {

SocketAddress address_of(const UnixSocket& socket) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  std::copy_n(socket.path.begin(), std::min(socket.path.size(), sizeof(local.sun_path) - 1),
              local.sun_path);
  return SocketAddress::copy_of(reinterpret_cast<const sockaddr*>(&local), sizeof(local));
}

}  // namespace canary

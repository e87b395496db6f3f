// SPDX-License-Identifier: Apache-2.0
#include "kernel/provoked_drop.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/unique_fd.h"

namespace canary {

void provoke_a_drop() {
  const UniqueFd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in discard{};
  discard.sin_family = AF_INET;
  discard.sin_port = htons(9);
  discard.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!any.valid()) return;  // the silence of the hook is told, then
  sendto(any.get(), "", 0, MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&discard), sizeof(discard));
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/socket_address.h"

namespace canary {

/// The place at which a unix socket of this machine is reached.
struct UnixSocket {
  std::string path;
};

/// A path that is longer than a unix socket's may be is cut off: check it before.
[[nodiscard]] SocketAddress address_of(const UnixSocket& socket);

}  // namespace canary

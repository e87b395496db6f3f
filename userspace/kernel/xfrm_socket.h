// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libmnl/libmnl.h>

#include <memory>
#include <vector>

#include "base/error.h"

namespace canary {

struct CloseXfrmSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};
using XfrmSocket = std::unique_ptr<mnl_socket, CloseXfrmSocket>;

/// A NETLINK_XFRM socket of the namespace that the calling thread stands in, with SOCK_ flags, that
/// hears `groups` (XFRMGRP_ bits; 0: none).
[[nodiscard]] Result<XfrmSocket> open_xfrm_socket(int flags, unsigned groups);

/// What an errno of such a socket means.
[[nodiscard]] Error xfrm_socket_error(int errno_value);

/// For what the kernel says over netlink: keys, too, for as long as a message is read.
class WipedBuffer {
 public:
  WipedBuffer() : bytes_(kBytes) {}
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;
  ~WipedBuffer() { wipe(); }

  void wipe();
  [[nodiscard]] char* data() { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  static constexpr std::size_t kBytes = std::size_t{64} * 1024;
  std::vector<char> bytes_;
};

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libmnl/libmnl.h>

#include <span>

namespace canary {

/// Reads what the kernel answers to the request of this sequence number, until the answer ends, and
/// gives each message to `keep` with `data`. `buffer` holds what is read at once. Returns 0, or the
/// errno of what failed; EINTR: what was listed changed meanwhile (NLM_F_DUMP_INTR).
[[nodiscard]] int read_netlink_answer(mnl_socket* socket, unsigned sequence, mnl_cb_t keep,
                                      void* data, std::span<char> buffer);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace canary {

/// Sends a datagram to a closed port of the calling thread's network namespace, on its own
/// loopback: the kernel frees it as dropped, which shows that the drop hook is alive before anybody
/// trusts its silence.
void provoke_a_drop();

}  // namespace canary

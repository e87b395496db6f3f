// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace canary {

/// Ends the test program where it cannot even set up: errno tells why.
inline void require(bool done, const char* what) {
  if (done) return;
  std::perror(what);
  std::abort();
}

}  // namespace canary

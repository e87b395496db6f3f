// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"

#include <malloc.h>

namespace canary {

void keep_no_memory_in_reserve() {
  constexpr int kLargeBlockBytes = 128 * 1024;
  // NOLINTBEGIN(concurrency-mt-unsafe): there are no threads yet
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, kLargeBlockBytes);
  // NOLINTEND(concurrency-mt-unsafe)
}

void return_free_memory() { malloc_trim(0); }

}  // namespace canary

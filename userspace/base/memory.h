// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace canary {

/// Makes memory that was needed for a moment go back to the system when it is freed. By default
/// glibc keeps a heap for each thread, and large blocks in them as soon as one of that size was
/// freed once. To be called before the first thread begins.
void keep_no_memory_in_reserve();

/// Gives back to the system what is free in the heap: where much was freed of which little is
/// needed again. It takes a while, so not for what is done often.
void return_free_memory();

}  // namespace canary

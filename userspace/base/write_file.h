// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.h"

namespace canary {

/// Writes a whole report; "-" is stdout. A file is written beside `path` and then renamed to it, so
/// that whoever reads `path` finds the earlier report or the new one, and a full disk costs
/// neither; a device or a pipe is written to as it is. What fails is one Environment error, and
/// leaves nothing behind.
[[nodiscard]] Result<void> write_file(const std::string& path, const std::string& content);

}  // namespace canary

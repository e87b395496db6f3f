// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.h"

namespace canary {

/// Writes a whole report; "-" is stdout. A full disk or a wrong path is one Environment error.
[[nodiscard]] Result<void> write_file(const std::string& path, const std::string& content);

}  // namespace canary

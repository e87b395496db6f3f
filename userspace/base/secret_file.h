// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace canary {

/// What the file that `flag` names holds, without the newline at its end. One that cannot be read
/// or is empty is a Usage error.
[[nodiscard]] Result<std::string> read_secret(std::string_view flag, const std::string& path);

}  // namespace canary

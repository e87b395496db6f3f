// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace canary {

/// What the file that `flag` names holds, without the newlines at its end. Usage errors are: it
/// cannot be read; it is no file (a folder, a device, a pipe, which nobody waits for); it holds
/// nothing, or more than 4 KiB; everybody can read it.
[[nodiscard]] Result<std::string> read_secret(std::string_view flag, const std::string& path);

}  // namespace canary

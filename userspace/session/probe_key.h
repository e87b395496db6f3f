// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "probe/stamp_authentication.h"

namespace canary {

/// Reads the key in the file `path`, without the newline at its end; nothing for an empty path. A
/// file that cannot be read or is empty is a Usage error.
[[nodiscard]] Result<std::optional<StampKey>> read_probe_key(const std::string& path);

}  // namespace canary

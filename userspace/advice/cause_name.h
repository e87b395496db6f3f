// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace canary {

/// The kernel's name of a drop cause that somebody calls by a label of Cilium's metric; otherwise
/// what was said.
[[nodiscard]] std::string kernel_name(std::string_view name);

}  // namespace canary

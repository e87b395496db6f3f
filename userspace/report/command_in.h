// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace canary {

/// The command that an advice ends with: after its last ": ", or the whole of it. Empty where it
/// names none. "look at the policies: ip xfrm policy list" has "ip xfrm policy list".
[[nodiscard]] std::string_view command_in(std::string_view advice);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "diagnosis/explanation.h"

namespace canary {

/// XfrmInNoStates: no state for the destination, SPI and mark of an ESP packet.
[[nodiscard]] std::optional<Explanation> explain_missing_state(const DropContext& about);

/// The state that the kernel took for an arriving ESP packet refused it, for the reason that
/// `complaint` tells of it: "does not decrypt it: ...".
[[nodiscard]] std::optional<Explanation> explain_refusing_state(const DropContext& about,
                                                                std::string_view complaint);

/// A state that came to its end, named by the ESP packet's destination and SPI.
[[nodiscard]] std::optional<Explanation> explain_worn_state(const DropContext& about,
                                                            std::string_view complaint);

}  // namespace canary

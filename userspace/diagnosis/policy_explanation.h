// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "diagnosis/explanation.h"

namespace canary {

/// A policy says block: XfrmOutPolBlock, XfrmInPolBlock.
[[nodiscard]] std::optional<Explanation> explain_block(const DropContext& about,
                                                       PolicyDirection direction);

/// No policy lets in what was decrypted: XfrmInNoPols.
[[nodiscard]] std::optional<Explanation> explain_missing_policy(const DropContext& about,
                                                                PolicyDirection direction);

/// No state satisfies what a policy asks for: XfrmOutNoStates, XfrmOutPolError,
/// XfrmInTmplMismatch.
[[nodiscard]] std::optional<Explanation> explain_template(const DropContext& about,
                                                          PolicyDirection direction);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "model/finding.h"
#include "model/ledger_row.h"
#include "reading/node_session.h"

namespace canary {

/// `ledger-unbalanced` (Warning): packets are missing, or over, in a row. The evidence has the
/// numbers, and the blind span that may explain them.
[[nodiscard]] std::vector<Finding> find_unbalanced(std::span<const LedgerRow> ledger,
                                                   std::span<const NodeSession> sessions);

}  // namespace canary

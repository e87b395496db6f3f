// SPDX-License-Identifier: Apache-2.0
// The ledger as a table, for every report that shows one to people.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/verdict.h"

namespace canary {

inline constexpr std::size_t kLedgerTextColumns = 2;  ///< the others hold numbers

/// Rows in which something was lost, dropped or unbalanced before those that came out even.
[[nodiscard]] std::vector<const LedgerRow*> uneven_first(const std::vector<LedgerRow>& ledger);
/// The heading, then one line of cells a row, in the order of a packet's way; lost is on the wire.
/// A column that no row has anything for is left out. What is unbalanced is a finding.
[[nodiscard]] std::vector<std::vector<std::string>> ledger_table(
    std::span<const LedgerRow* const> rows);

}  // namespace canary

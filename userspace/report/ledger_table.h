// SPDX-License-Identifier: Apache-2.0
// The ledger as a table, for every report that shows one to people.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/verdict.h"

namespace canary {

/// The heading, then one line of cells a row.
using LedgerTable = std::vector<std::vector<std::string>>;
/// Rows in which something was lost, dropped or unbalanced before those that came out even.
[[nodiscard]] std::vector<const LedgerRow*> uneven_first(const std::vector<LedgerRow>& ledger);
/// Columns stand in the order of a packet's way; lost is on the wire. One that no row fills is
/// left out, and outer addresses where rows differ without them. What is unbalanced is a finding.
[[nodiscard]] LedgerTable ledger_table(std::span<const LedgerRow* const> rows);
/// The number of columns that hold text; the others, after them, hold numbers.
[[nodiscard]] std::size_t text_columns_of(const LedgerTable& table);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "report/ledger_table.h"

#include <algorithm>
#include <tuple>

namespace canary {
namespace {

constexpr std::string_view kSpi = "SPI";

std::string number(const std::optional<std::uint64_t>& count) {
  return count ? std::to_string(*count) : "-";
}

std::uint64_t dropped(const LedgerRow& row) {
  std::uint64_t packets = 0;
  for (const auto& [cause, count] : row.dropped) packets += count;
  return packets;
}

bool is_even(const LedgerRow& row) {
  return row.unbalanced_at.empty() && row.dropped.empty() && row.duplicated == 0 &&
         row.lost_before_wire.value_or(0) == 0 && row.lost_on_wire.value_or(0) == 0;
}

bool look_alike(const LedgerRow& a, const LedgerRow& b) {
  return std::tie(a.local, a.remote, a.spi) == std::tie(b.local, b.remote, b.spi);
}

/// Those of two generations of states: only their outer addresses tell them apart.
bool any_look_alike(std::span<const LedgerRow* const> rows) {
  const auto has_twin = [&](const LedgerRow* row) {
    return std::ranges::any_of(
        rows, [&](const LedgerRow* other) { return other != row && look_alike(*row, *other); });
  };
  return std::ranges::any_of(rows, has_twin);
}

}  // namespace

std::size_t text_columns_of(const LedgerTable& table) {
  return static_cast<std::size_t>(std::ranges::find(table[0], kSpi) - table[0].begin());
}

std::vector<const LedgerRow*> uneven_first(const std::vector<LedgerRow>& ledger) {
  std::vector<const LedgerRow*> rows;
  rows.reserve(ledger.size());
  for (const LedgerRow& row : ledger) rows.push_back(&row);
  std::ranges::stable_partition(rows, [](const LedgerRow* row) { return !is_even(*row); });
  return rows;
}

LedgerTable ledger_table(std::span<const LedgerRow* const> rows) {
  LedgerTable table{{"from", "to"}};
  for (const LedgerRow* row : rows) table.push_back({row->local, row->remote});
  const auto add = [&](std::string_view name, std::string_view nothing, auto cell_of) {
    const auto has = [&](const LedgerRow* row) { return cell_of(*row) != nothing; };
    if (std::ranges::none_of(rows, has)) return;
    table[0].emplace_back(name);
    for (std::size_t i = 0; i < rows.size(); ++i) table[i + 1].push_back(cell_of(*rows[i]));
  };
  if (any_look_alike(rows)) add("outer", "", [](const LedgerRow& row) { return row.outer; });
  add(kSpi, "", [](const LedgerRow& row) { return std::to_string(row.spi); });
  add("encrypted", "-", [](const LedgerRow& row) { return number(row.encrypted); });
  add("left", "-", [](const LedgerRow& row) { return number(row.left); });
  add("lost", "-", [](const LedgerRow& row) { return number(row.lost_on_wire); });
  add("arrived", "-", [](const LedgerRow& row) { return number(row.arrived); });
  add("twice", "0", [](const LedgerRow& row) { return number(row.duplicated); });
  add("decrypted", "-", [](const LedgerRow& row) { return number(row.decrypted); });
  add("dropped", "0", [](const LedgerRow& row) { return number(dropped(row)); });
  return table;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/ledger_table.h"
#include "report/text_sections.h"
#include "report/text_table.h"

namespace canary {
namespace {

constexpr std::size_t kLedgerRowsShown = 10;

}  // namespace

void write_ledger(Page& page, const Judgement& judgement) {
  if (judgement.ledger.empty()) return;
  const auto rows = uneven_first(judgement.ledger);
  const std::size_t shown = std::min(rows.size(), kLedgerRowsShown);
  page.heading("ESP packets by SPI");
  const LedgerTable table = ledger_table(std::span(rows).first(shown));
  write_table(page, table, text_columns_of(table));
  if (shown < rows.size())
    page.paragraph(
        "  ", fmt::format("{} more (--json has them all)", counted(rows.size() - shown, "row")));
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/html_sections.h"
#include "report/ledger_table.h"
#include "report/page.h"

namespace canary {
namespace {

constexpr std::size_t kLedgerRowsListed = 50;

std::string_view css_of(std::size_t column, std::size_t texts) {
  return column < texts ? "" : "number";
}

void write_head(HtmlText& html, const std::vector<std::string>& names, std::size_t texts) {
  const HtmlElement head(html, "thead");
  const HtmlElement row(html, "tr");
  for (std::size_t i = 0; i < names.size(); ++i)
    html.element("th", {{"scope", "col"}, {"class", css_of(i, texts)}}, names[i]);
}

void write_row(HtmlText& html, const std::vector<std::string>& cells, std::size_t texts) {
  const HtmlElement row(html, "tr");
  for (std::size_t i = 0; i < cells.size(); ++i)
    html.element("td", {{"class", css_of(i, texts)}}, cells[i]);
}

}  // namespace

void write_html_ledger(HtmlText& html, const Judgement& judgement) {
  if (judgement.ledger.empty()) return;
  const HtmlElement section(html, "section", {{"id", "ledger"}});
  html.element("h2", "ESP packets by SPI");
  const auto rows = uneven_first(judgement.ledger);
  const std::size_t shown = std::min(rows.size(), kLedgerRowsListed);
  const auto table = ledger_table(std::span(rows).first(shown));
  {
    const HtmlElement box(html, "div",
                          {{"class", "box"},
                           {"tabindex", "0"},
                           {"role", "region"},
                           {"aria-label", "ESP packets by SPI"}});
    const HtmlElement element(html, "table", {{"class", "rows ledger"}});
    html.element("caption",
                 "in the order of a packet's way; lost is on the wire; uneven rows first");
    const std::size_t texts = text_columns_of(table);
    write_head(html, table[0], texts);
    for (std::size_t i = 1; i < table.size(); ++i) write_row(html, table[i], texts);
  }
  if (shown < rows.size())
    html.element("p",
                 fmt::format("{} more (--json has them all)", counted(rows.size() - shown, "row")));
}

}  // namespace canary

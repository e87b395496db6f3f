// SPDX-License-Identifier: Apache-2.0
#include "report/text_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {

void write_table(Page& page, const std::vector<Cells>& table, std::size_t text_columns) {
  std::vector<std::size_t> widths(table[0].size());
  for (const Cells& cells : table)
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  for (const Cells& cells : table) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
      line += i < text_columns ? fmt::format("  {:<{}}", cells[i], widths[i])
                               : fmt::format("  {:>{}}", cells[i], widths[i]);
    page.verbatim(line);
  }
}

}  // namespace canary

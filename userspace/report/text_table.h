// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/page.h"

namespace canary {

using Cells = std::vector<std::string>;

/// One line a row, columns as wide as their widest cell; the first `text_columns` stand to the
/// left, the others, numbers, to the right. Every row has as many cells as the first.
void write_table(Page& page, const std::vector<Cells>& table, std::size_t text_columns);

}  // namespace canary

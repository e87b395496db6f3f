// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace canary {

/// Where reports go beside the one for people that is printed. "-": stdout; empty: none.
struct ReportFiles {
  std::string json;
  std::string html;
};

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace canary {

/// One series of an instant vector, at the time of the query.
struct PrometheusSample {
  std::map<std::string, std::string, std::less<>> labels;  ///< the metric's name is "__name__"
  double value = 0;                                        ///< NaN and infinities are possible

  /// The value of a label; empty where there is no such label.
  [[nodiscard]] std::string_view label(std::string_view name) const;
};

/// Reads the answer of Prometheus' HTTP API (/api/v1/query, resultType "vector"). The error is in
/// its own words where it refused the query.
[[nodiscard]] Result<std::vector<PrometheusSample>> parse_samples(std::string_view answer);

}  // namespace canary

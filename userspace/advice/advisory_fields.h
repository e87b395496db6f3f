// SPDX-License-Identifier: Apache-2.0
// The form of advisories.txt: a line "kind: name" at the margin, and below it indented lines
// "field: value", some of them more than once.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace canary {

struct AdvisoryField {
  std::size_t line = 0;
  std::string_view name, value;
};

/// "line 12, from: '1.13' is not a version"
[[nodiscard]] std::unexpected<Error> field_error(const AdvisoryField& field,
                                                 std::string_view words);

/// One entry. Keeps which of its fields were asked for, so that one that nobody knows is found.
class AdvisoryEntry {
 public:
  AdvisoryField head;
  std::vector<AdvisoryField> fields;

  /// The value of a field that stands once and is not empty.
  [[nodiscard]] Result<AdvisoryField> one(std::string_view name) const;
  /// All of that name, none included.
  [[nodiscard]] std::vector<AdvisoryField> all(std::string_view name) const;
  /// The first that is none of `known`.
  [[nodiscard]] Result<void> knows_only(const std::set<std::string_view>& known) const;
};

/// They point into `text`.
[[nodiscard]] Result<std::vector<AdvisoryEntry>> advisory_entries(std::string_view text);

/// "a, b" at each comma.
[[nodiscard]] std::vector<std::string_view> listed(std::string_view text);

}  // namespace canary

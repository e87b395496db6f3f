// SPDX-License-Identifier: Apache-2.0
#include "report/finding_words.h"

#include <algorithm>
#include <utility>

namespace canary {

std::string_view headline(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "note";
    case Severity::Warning:
      return "WARNING";
    case Severity::Failure:
      return "FAILURE";
  }
  std::unreachable();
}

std::vector<const Finding*> gravest_first(const std::vector<Finding>& findings) {
  std::vector<const Finding*> sorted;
  sorted.reserve(findings.size());
  for (const Finding& finding : findings) sorted.push_back(&finding);
  std::ranges::stable_sort(sorted, std::ranges::greater{}, &Finding::severity);
  return sorted;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "model/finding.h"

#include <utility>

namespace canary {

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Failure:
      return "failure";
  }
  std::unreachable();
}

}  // namespace canary

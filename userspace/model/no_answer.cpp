// SPDX-License-Identifier: Apache-2.0
#include "model/no_answer.h"

#include <utility>

namespace canary {

std::string_view to_text(NoAnswerReason reason) {
  switch (reason) {
    case NoAnswerReason::NobodyListens:
      return "nobody-listens";
    case NoAnswerReason::OtherKey:
      return "other-key";
    case NoAnswerReason::OtherSource:
      return "other-source";
    case NoAnswerReason::NoMatch:
      return "no-match";
  }
  std::unreachable();
}

}  // namespace canary

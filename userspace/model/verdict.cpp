// SPDX-License-Identifier: Apache-2.0
#include "model/verdict.h"

#include <algorithm>
#include <utility>

namespace canary {

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::Unaffected:
      return "unaffected";
    case Verdict::Recovered:
      return "recovered";
    case Verdict::Inconclusive:
      return "inconclusive";
    case Verdict::NotRecovered:
      return "not-recovered";
  }
  std::unreachable();
}

std::optional<Verdict> parse_verdict(std::string_view word) {
  const auto* found =
      std::ranges::find(kVerdicts, word, [](Verdict verdict) { return to_text(verdict); });
  return found == kVerdicts.end() ? std::nullopt : std::optional(*found);
}

std::string_view to_text(BeforeState state) {
  switch (state) {
    case BeforeState::NotKnown:
      return "not-known";
    case BeforeState::Worked:
      return "worked";
    case BeforeState::Broken:
      return "broken";
  }
  std::unreachable();
}

}  // namespace canary

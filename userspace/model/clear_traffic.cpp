// SPDX-License-Identifier: Apache-2.0
#include "model/clear_traffic.h"

#include <utility>

namespace canary {

std::string_view to_text(ClearWord word) {
  switch (word) {
    case ClearWord::Leaked:
      return "leaked";
    case ClearWord::Permitted:
      return "permitted";
    case ClearWord::Authenticated:
      return "authenticated";
    case ClearWord::NotDemanded:
      return "not-demanded";
    case ClearWord::Offloaded:
      return "offloaded";
  }
  std::unreachable();
}

}  // namespace canary

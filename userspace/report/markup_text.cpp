// SPDX-License-Identifier: Apache-2.0
#include "report/markup_text.h"

#include "base/visible_text.h"

namespace canary {

std::string escaped_markup(std::string_view words) {
  std::string escaped;
  for (const char c : visible(words)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace canary

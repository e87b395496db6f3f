// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/clear_words.h"
#include "report/text_sections.h"

namespace canary {

void write_clear(Page& page, const Judgement& judgement) {
  constexpr std::size_t kShown = 8;
  const auto words = clear_words(judgement);
  if (words.empty()) return;
  page.heading("packets in the clear that are no leak");
  for (std::size_t i = 0; i < std::min(words.size(), kShown); ++i) page.paragraph("  ", words[i]);
  if (words.size() > kShown)
    page.paragraph("  ",
                   fmt::format("and {} more rows (--json has them all)", words.size() - kShown));
}

}  // namespace canary

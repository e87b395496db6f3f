// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/clear_words.h"
#include "report/html_sections.h"

namespace canary {

void write_html_clear(HtmlText& html, const Judgement& judgement) {
  constexpr std::size_t kListed = 50;
  const auto words = clear_words(judgement);
  if (words.empty()) return;
  const HtmlElement section(html, "section", {{"id", "clear"}});
  html.element("h2", "packets in the clear that are no leak");
  const HtmlElement list(html, "ul", {{"class", "plain"}});
  for (std::size_t i = 0; i < std::min(words.size(), kListed); ++i) html.element("li", words[i]);
  if (words.size() > kListed)
    html.element("li",
                 fmt::format("and {} more rows (--json has them all)", words.size() - kListed));
}

}  // namespace canary

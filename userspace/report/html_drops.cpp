// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "model/drop_cause.h"
#include "report/drop_words.h"
#include "report/html_sections.h"
#include "report/page.h"

namespace canary {
namespace {

constexpr std::size_t kRowsListed = 20;  // of one cause
constexpr std::size_t kCountersListed = 20;

void write_row(HtmlText& html, std::uint64_t packets, std::string_view words) {
  const HtmlElement row(html, "tr");
  html.element("td", {{"class", "number"}}, std::to_string(packets));
  html.element("td", words);
}

void write_cause(HtmlText& html, const std::string& cause,
                 const std::vector<const DropSummary*>& drops, Instant started) {
  const HtmlElement table(html, "table", {{"class", "rows"}});
  {
    const HtmlElement caption(html, "caption");
    html.element("strong", cause);
    html.text(describe_drop_cause(cause).sentence);
  }
  html.markup(
      "<thead><tr><th scope=\"col\" class=\"number\">packets<th scope=\"col\">where and "
      "when</thead>\n");
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; i < drops.size(); ++i) {
    if (i < kRowsListed)
      write_row(html, drops[i]->packets, drop_words(*drops[i], started));
    else
      hidden += drops[i]->packets;
  }
  if (hidden > 0)
    write_row(html, hidden,
              fmt::format("in {} more rows (--json has them all)", drops.size() - kRowsListed));
}

}  // namespace

void write_html_drops(HtmlText& html, const Judgement& judgement) {
  const HtmlElement section(html, "section", {{"id", "drops"}});
  html.element("h2", "packets that XFRM dropped");
  for (const auto& [cause, drops] : drops_by_cause(judgement))
    write_cause(html, cause, drops, judgement.started);
  if (judgement.drops.empty()) html.element("p", no_drop_words(judgement));
  const auto counters = counter_words(judgement);
  const HtmlElement list(html, "ul", {{"class", "plain"}});
  for (std::size_t i = 0; i < std::min(counters.size(), kCountersListed); ++i)
    html.element("li", counters[i]);
  if (counters.size() > kCountersListed)
    html.element("li",
                 fmt::format("and {}", counted(counters.size() - kCountersListed, "more node")));
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "report/html_mark.h"

#include <string>
#include <utility>

#include "report/path_words.h"

namespace canary {

HtmlMark mark_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Unaffected:
      return {"u", "·"};
    case Verdict::Recovered:
      return {"r", "↺"};
    case Verdict::Inconclusive:
      return {"q", "?"};
    case Verdict::NotRecovered:
      return {"n", "×"};
  }
  std::unreachable();
}

HtmlMark mark_of(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return {"i", "i"};
    case Severity::Warning:
      return {"q", "!"};
    case Severity::Failure:
      return {"n", "×"};
  }
  std::unreachable();
}

HtmlMark mark_of(const PathJudgement& judged) {
  if (judged.verdict == Verdict::Unaffected && !is_healthy(judged)) return {"l", "°"};
  return mark_of(judged.verdict);
}

void write_badge(HtmlText& html, HtmlMark mark, std::string_view words) {
  const HtmlElement badge(html, "span",
                          {{"class", std::string("mark ") + std::string(mark.css.text())}});
  html.markup("<b aria-hidden=\"true\">");
  html.markup(mark.symbol);
  html.markup("</b> ");
  html.text(words);
}

}  // namespace canary

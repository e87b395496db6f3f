// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/verdict.h"
#include "report/html_text.h"

namespace canary {

/// The mark of a verdict: a class, which gives the colour, and a symbol for those who do not see
/// colours.
struct HtmlMark {
  Markup css;
  Markup symbol;
};

[[nodiscard]] HtmlMark mark_of(Verdict verdict);
[[nodiscard]] HtmlMark mark_of(Severity severity);
/// The mark of a path's verdict, which tells unaffected paths with losses from healthy ones.
[[nodiscard]] HtmlMark mark_of(const PathJudgement& judged);

/// "<span class="mark n">× not-recovered</span>"
void write_badge(HtmlText& html, HtmlMark mark, std::string_view words);

}  // namespace canary

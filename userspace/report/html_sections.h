// SPDX-License-Identifier: Apache-2.0
// The parts of the HTML report, in its order. A part that has nothing to say writes nothing, except
// where silence would mislead (no paths, no drops).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/verdict.h"
#include "report/html_text.h"

namespace canary {

/// The paths of a judgement, worst first; healthy ones last.
struct RankedPaths {
  std::vector<const PathJudgement*> all;
  std::size_t troubled = 0;  ///< how many of them are not healthy

  [[nodiscard]] std::span<const PathJudgement* const> broken() const {
    return std::span(all).first(troubled);
  }
  [[nodiscard]] std::vector<const PathJudgement*> healthy() const {
    return {all.begin() + static_cast<std::ptrdiff_t>(troubled), all.end()};
  }
};

/// The number of worst paths that are told in full, each in an element named path_anchor(place).
inline constexpr std::size_t kPathsTold = 50;
[[nodiscard]] std::string path_anchor(std::size_t place);

void write_html_verdict(HtmlText& html, const Judgement& judgement, const RankedPaths& paths);
void write_html_timeline(HtmlText& html, const Judgement& judgement, const RankedPaths& paths);
void write_html_matrix(HtmlText& html, const RankedPaths& paths);
void write_html_paths(HtmlText& html, const Judgement& judgement, const RankedPaths& paths);
void write_html_drops(HtmlText& html, const Judgement& judgement);
void write_html_clear(HtmlText& html, const Judgement& judgement);
void write_html_findings(HtmlText& html, const std::vector<Finding>& findings);
void write_html_ledger(HtmlText& html, const Judgement& judgement);
void write_html_observer(HtmlText& html, const Judgement& judgement);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// Who reaches whom: a matrix of symbols, or a list where only one node probed. Most cells are those
// of healthy pairs, so these are written in as few bytes as HTML allows: end tags are left out.
#include <fmt/format.h>

#include <algorithm>

#include "report/html_mark.h"
#include "report/html_sections.h"
#include "report/page.h"
#include "report/pair_matrix.h"
#include "report/path_words.h"

namespace canary {
namespace {

constexpr std::size_t kPathsUnfiltered = 20;  // so few are found without a filter

/// The symbol and the words beside it; of a path that is told below, as a link to it.
void write_symbol(HtmlText& html, const PairCell& cell, std::string_view words) {
  const bool told = cell.place < kPathsTold && !is_healthy(*cell.worst);
  if (told)
    html.open("a",
              {{"href", "#" + path_anchor(cell.place)},
               {"aria-label", fmt::format("{}: {}, {} of {} lost", to_text(cell.worst->path),
                                          to_text(cell.worst->verdict), cell.lost, cell.sent)}});
  html.markup(mark_of(*cell.worst).symbol);
  html.text(words);
  if (told) html.markup("</a>");
}

void write_cell(HtmlText& html, const PairCell& cell, bool same_node) {
  if (!cell.worst) return same_node ? html.markup("<td class=s>") : html.markup("<td class=e>");
  if (is_healthy(*cell.worst)) return html.markup("<td>·");
  html.open("td", {{"class", mark_of(*cell.worst).css.text()},
                   {"data-l", fmt::format("{}/{}", cell.lost, cell.sent)}});
  write_symbol(html, cell, "");
}

void write_head(HtmlText& html, const PairMatrix& matrix) {
  html.markup("<thead><tr><th scope=\"col\" class=\"corner\">from ↓ &nbsp;to →");
  for (const std::string_view node : matrix.to) {
    html.markup("<th scope=col><span>");
    html.text(node);
    html.markup("</span>");
  }
  html.markup("</thead>\n<tbody>\n");
}

void write_table(HtmlText& html, const PairMatrix& matrix, std::string_view caption) {
  const HtmlElement box(
      html, "div",
      {{"class", "box"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}});
  const HtmlElement table(html, "table", {{"class", "matrix"}});
  html.element("caption", caption);
  write_head(html, matrix);
  for (std::size_t row = 0; row < matrix.from.size(); ++row) {
    html.markup("<tr><th scope=row><span>");
    html.text(matrix.from[row]);
    html.markup("</span>");
    for (std::size_t column = 0; column < matrix.to.size(); ++column)
      write_cell(html, matrix.at(row, column), matrix.from[row] == matrix.to[column]);
    html.markup("\n");
  }
  html.markup("</tbody>");
}

void write_list(HtmlText& html, const PairMatrix& matrix, std::size_t first, std::size_t last) {
  const HtmlElement list(html, "ul", {{"class", "pairs"}, {"data-from", matrix.from[0]}});
  for (std::size_t column = first; column < last; ++column) {
    const PairCell& cell = matrix.at(0, column);
    const std::string_view to = matrix.to[column];
    const HtmlElement item(html, "li",
                           {{"class", mark_of(*cell.worst).css.text()}, {"data-to", to}});
    write_symbol(html, cell, fmt::format(" {}", to));
  }
}

/// One row of 200 columns would be read by nobody.
void write_lists(HtmlText& html, const PairMatrix& matrix, std::string_view caption) {
  html.element("p", fmt::format("{}, from {} to:", caption, matrix.from[0]));
  std::size_t broken = 0;
  while (broken < matrix.to.size() && !is_healthy(*matrix.at(0, broken).worst)) ++broken;
  write_list(html, matrix, 0, broken);
  if (broken == matrix.to.size()) return;
  const HtmlElement rest(html, "details");
  html.element("summary", counted(matrix.to.size() - broken, "healthy path"));
  write_list(html, matrix, broken, matrix.to.size());
}

std::string caption_of(std::span<const PathJudgement* const> paths, PathKind kind) {
  std::size_t all = 0, broken = 0;
  for (const PathJudgement* judged : paths) {
    if (judged->path.kind != kind) continue;
    ++all;
    if (!is_healthy(*judged)) ++broken;
  }
  return fmt::format("{} paths: {} of {} lost probes", to_text(kind), broken, all);
}

void write_kind(HtmlText& html, const RankedPaths& paths, PathKind kind) {
  std::vector<const PathJudgement*> healthy;
  bool broken = false;
  for (const PathJudgement* judged : paths.all) {
    if (judged->path.kind != kind) continue;
    if (is_healthy(*judged))
      healthy.push_back(judged);
    else
      broken = true;
  }
  if (!broken && !healthy.empty()) {
    const HtmlElement all_well(html, "p");
    write_badge(html, mark_of(Verdict::Unaffected), to_text(kind));
    html.text(healthy_words(healthy));
    return;
  }
  if (!broken) return;
  const PairMatrix matrix = make_pair_matrix(paths.all, kind);
  const std::string caption = caption_of(paths.all, kind);
  if (matrix.from.size() > 1)
    write_table(html, matrix, caption);
  else
    write_lists(html, matrix, caption);
}

void write_matrix_legend(HtmlText& html) {
  html.markup(
      R"(<p class="symbols"><span class="mark n"><b>×</b> not-recovered</span> <span class="mark q"><b>?</b> inconclusive</span> <span class="mark r"><b>↺</b> recovered</span> <span class="mark l"><b>°</b> unaffected, some lost</span> <span class="mark u"><b>·</b> unaffected</span> <span class="mark e">blank: not probed</span></p>
)");
}

/// Shown by the script, without which it would do nothing.
void write_filter(HtmlText& html) {
  html.markup(
      R"(<form class="filter" hidden role="search"><label>from <input name="from" type="search" placeholder="any node" autocomplete="off" spellcheck="false"></label> <label>to <input name="to" type="search" placeholder="any node" autocomplete="off" spellcheck="false"></label> <output aria-live="polite"></output></form>
)");
}

}  // namespace

void write_html_matrix(HtmlText& html, const RankedPaths& paths) {
  const HtmlElement section(html, "section", {{"id", "matrix"}});
  html.element("h2", "who reaches whom");
  if (paths.all.empty()) return html.element("p", "none was probed, so nothing is known");
  if (paths.troubled > 0) write_matrix_legend(html);
  if (paths.troubled > 0 && paths.all.size() > kPathsUnfiltered) write_filter(html);
  write_kind(html, paths, PathKind::Encrypted);
  write_kind(html, paths, PathKind::Control);
  if (paths.troubled > 0)
    html.markup("<output class=\"pointed\" aria-live=\"polite\" hidden></output>\n");
}

}  // namespace canary

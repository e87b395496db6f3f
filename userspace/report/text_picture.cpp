// SPDX-License-Identifier: Apache-2.0
// The session over time, one row each for agents, paths, drops and blindness:
//
//                           0 s                                        48.20 s
//   agent of node-a         ======________====================================
//   node-a -> node-b ipv4   ......xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
#include <fmt/format.h>

#include <algorithm>

#include "base/visible_text.h"
#include "report/path_words.h"
#include "report/text_sections.h"

namespace canary {
namespace {

constexpr int kWidest = 78;  // columns
constexpr std::size_t kWidestLabel = 32;
constexpr std::size_t kPathsShown = 8;
constexpr std::size_t kAgentRows = 4;

struct Row {
  std::string label;
  char background;
  char mark;
  std::vector<Span> marked;
};

/// A cell is marked when any of its time is.
std::string cells_of(const Row& row, Span session, std::size_t count) {
  std::string cells(count, row.background);
  const auto length = static_cast<double>((session.to - session.from).count());
  const auto cell_of = [&](Instant at) {
    const auto offset = static_cast<double>((at - session.from).count());
    return static_cast<std::size_t>(std::clamp(offset / length * static_cast<double>(count), 0.0,
                                               static_cast<double>(count - 1)));
  };
  for (const Span& span : row.marked)
    for (std::size_t i = cell_of(span.from); i <= cell_of(span.to); ++i) cells[i] = row.mark;
  return cells;
}

Row row_of(const AgentReport& agent, Span session) {
  Row row{"agent of " + agent.node, '=', '_', {}};
  if (agent.gone_at || agent.ready_at)
    row.marked.push_back(
        {agent.gone_at.value_or(session.from), agent.ready_at.value_or(session.to)});
  return row;
}

Row row_of(const PathJudgement& judged, Span session) {
  Row row{fmt::format("{} -> {} {}{}", judged.path.local, judged.path.remote,
                      to_text(judged.path.family),
                      judged.path.kind == PathKind::Control ? " control" : ""),
          judged.probes.answered + judged.probes.late > 0 ? '.' : ' ',
          'x',
          {}};
  for (const Outage& outage : judged.outages)
    row.marked.push_back(
        {outage.first_lost, outage.recovered_between ? outage.last_lost : session.to});
  return row;
}

/// One row a node, of anything that happens on a node over a span.
void add(std::vector<Row>& rows, const std::string& label, char mark, Span span) {
  const auto found = std::ranges::find(rows, label, &Row::label);
  if (found != rows.end())
    found->marked.push_back(span);
  else
    rows.push_back({label, ' ', mark, {span}});
}

std::vector<Row> rows_of(const Judgement& judgement) {
  const Span session{judgement.started, judgement.ended};
  std::vector<Row> rows;
  for (const AgentReport& agent : judgement.agents)
    if (agent.kind != "none" && rows.size() < kAgentRows) rows.push_back(row_of(agent, session));
  const auto paths = worst_first(judgement);
  for (std::size_t i = 0; i < std::min(paths.size(), kPathsShown); ++i)
    rows.push_back(row_of(*paths[i], session));
  std::vector<Row> by_node;
  for (const DropSummary& drop : judgement.drops)
    add(by_node, "drops on " + drop.node, '!', {drop.first, drop.last});
  for (const BlindSpan& blind : judgement.observer.blind_spans)
    add(by_node, "blind on " + blind.node, '?', blind.span);
  by_node.resize(std::min(by_node.size(), kPathsShown), Row{});
  std::ranges::move(by_node, std::back_inserter(rows));
  return rows;
}

std::string legend_of(const std::vector<Row>& rows) {
  std::string legend;
  const auto explain = [&](char mark, std::string_view meaning) {
    const auto has = [&](const Row& row) {
      return row.background == mark || (row.mark == mark && !row.marked.empty());
    };
    if (std::ranges::any_of(rows, has))
      legend += fmt::format("{}{} {}", legend.empty() ? "" : ", ", mark, meaning);
  };
  explain('=', "agent up");
  explain('_', "agent gone");
  explain('.', "answered");
  explain('x', "lost");
  explain('!', "dropped by XFRM");
  explain('?', "not seen");
  return legend;
}

}  // namespace

void write_picture(Page& page, const Judgement& judgement) {
  const Span session{judgement.started, judgement.ended};
  const auto rows = rows_of(judgement);
  if (rows.empty() || session.to <= session.from) return;

  std::size_t label = 0;
  for (const Row& row : rows) label = std::max(label, std::min(row.label.size(), kWidestLabel));
  const std::size_t count = static_cast<std::size_t>(std::min(page.width(), kWidest)) - label - 4;
  const std::string end = to_text(session.to - session.from);

  page.heading("over time");
  page.verbatim(fmt::format("  {:{}}  0 s{:>{}}", "", label, end, count - 3));
  for (const Row& row : rows)
    page.verbatim(fmt::format("  {:{}}  {}", shortened(row.label, label), label,
                              cells_of(row, session, count)));
  page.paragraph("  ", legend_of(rows));
  if (judgement.paths.size() > kPathsShown)
    page.paragraph("  ", fmt::format("and {} not shown",
                                     counted(judgement.paths.size() - kPathsShown, "path")));
}

}  // namespace canary

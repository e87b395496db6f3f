// SPDX-License-Identifier: Apache-2.0
#include "report/pair_matrix.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <unordered_map>

#include "report/path_words.h"

namespace canary {
namespace {

/// Counts of the paths of each verdict, worst first; of unaffected ones those that lost something.
using VerdictCounts = std::array<std::size_t, 4>;

void count(VerdictCounts& counts, const PathJudgement& judged) {
  if (is_healthy(judged)) return;
  const auto weight = static_cast<std::size_t>(judged.verdict);
  ++counts[counts.size() - 1 - weight];
}

using CountsByNode = std::map<std::string_view, VerdictCounts>;

std::vector<std::string_view> worst_nodes_first(const CountsByNode& counts) {
  std::vector<std::string_view> nodes;
  nodes.reserve(counts.size());
  for (const auto& [node, ignored] : counts) nodes.push_back(node);
  std::ranges::stable_sort(nodes, std::ranges::greater{},
                           [&](std::string_view node) { return counts.at(node); });
  return nodes;
}

std::unordered_map<std::string_view, std::size_t> places_of(
    const std::vector<std::string_view>& nodes) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < nodes.size(); ++i) places[nodes[i]] = i;
  return places;
}

}  // namespace

PairMatrix make_pair_matrix(std::span<const PathJudgement* const> ranked, PathKind kind) {
  CountsByNode from, to;
  for (const PathJudgement* judged : ranked) {
    if (judged->path.kind != kind) continue;
    count(from[judged->path.local], *judged);
    count(to[judged->path.remote], *judged);
  }
  PairMatrix matrix{worst_nodes_first(from), worst_nodes_first(to), {}};
  matrix.cells.resize(matrix.from.size() * matrix.to.size());
  const auto rows = places_of(matrix.from);
  const auto columns = places_of(matrix.to);
  for (std::size_t place = 0; place < ranked.size(); ++place) {
    const PathJudgement& judged = *ranked[place];
    if (judged.path.kind != kind) continue;
    const std::size_t row = rows.at(judged.path.local);
    PairCell& cell = matrix.cells[row * matrix.to.size() + columns.at(judged.path.remote)];
    if (!cell.worst) {
      cell.worst = &judged;
      cell.place = place;
    }
    cell.lost += judged.probes.lost;
    cell.sent += judged.probes.sent;
  }
  return matrix;
}

}  // namespace canary

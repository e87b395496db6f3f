// SPDX-License-Identifier: Apache-2.0
#include "report/drop_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/page.h"

namespace canary {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

/// What the kernel's own counters say beside `seen`.
std::string comparison_words(const Counts& rose, const Counts& seen, bool probes_lost) {
  std::string differences;
  Counts all = rose;
  all.insert(seen.begin(), seen.end());
  bool moved = false;
  for (const auto& [cause, ignored] : all) {
    const std::uint64_t kernel = rose.contains(cause) ? rose.at(cause) : 0;
    const std::uint64_t ours = seen.contains(cause) ? seen.at(cause) : 0;
    moved = moved || kernel > 0;
    if (kernel != ours)
      differences += fmt::format("{}{} rose by {}, drops seen {}", differences.empty() ? "" : "; ",
                                 cause, kernel, ours);
  }
  if (!differences.empty()) return "disagree: " + differences;
  if (moved) return "rose by exactly the drops that were seen";
  return probes_lost ? "no counter moved, although probes were lost" : "no counter moved";
}

}  // namespace

std::map<std::string, std::vector<const DropSummary*>> drops_by_cause(const Judgement& judgement) {
  std::map<std::string, std::vector<const DropSummary*>> by_cause;
  for (const DropSummary& drop : judgement.drops) by_cause[drop.cause].push_back(&drop);
  for (auto& [cause, drops] : by_cause)
    std::ranges::stable_sort(drops, std::ranges::greater{}, &DropSummary::packets);
  return by_cause;
}

std::string drop_words(const DropSummary& drop, Instant started) {
  std::string words = "on " + drop.node;
  if (drop.remote)
    words += fmt::format(", {} {}", drop.direction == "in" ? "from" : "to", *drop.remote);
  if (drop.spi) words += fmt::format(", SPI {}", *drop.spi);
  if (drop.outer) words += ", " + *drop.outer;
  if (drop.mark) words += fmt::format(", mark {:#x}", *drop.mark);
  return words + ", " + since(started, drop.first, drop.last);
}

std::string_view no_drop_words(const Judgement& judgement) {
  if (judgement.observer.hooks.empty()) return "unknown: no hook was attached";
  if (judgement.observer.blind_spans.empty()) return "none";
  return "none seen, but not all of the session could be seen (below)";
}

std::vector<std::string> counter_words(const Judgement& judgement) {
  if (judgement.observer.xfrm_stat_delta.empty())
    return {"/proc/net/xfrm_stat was not read, so the kernel's own count is unknown"};
  std::map<NodeName, Counts> seen;
  for (const DropSummary& drop : judgement.drops) seen[drop.node][drop.cause] += drop.packets;
  const bool lost = std::ranges::any_of(
      judgement.paths, [](const PathJudgement& judged) { return judged.probes.lost > 0; });
  std::vector<std::string> sentences;
  sentences.reserve(judgement.observer.xfrm_stat_delta.size());
  for (const auto& [node, rose] : judgement.observer.xfrm_stat_delta)
    sentences.push_back(fmt::format("/proc/net/xfrm_stat of {}: {}", node,
                                    comparison_words(rose, seen[node], lost)));
  return sentences;
}

}  // namespace canary

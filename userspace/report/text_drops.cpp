// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "model/drop_cause.h"
#include "report/text_sections.h"

namespace canary {
namespace {

constexpr std::size_t kRowsShown = 5;  // of one cause
constexpr std::size_t kNodesShown = 8;

using Counts = std::map<std::string, std::uint64_t>;

std::string drop_words(const DropSummary& drop, Instant started) {
  std::string words = "on " + drop.node;
  if (drop.remote)
    words += fmt::format(", {} {}", drop.direction == "in" ? "from" : "to", *drop.remote);
  if (drop.spi) words += fmt::format(", SPI {}", *drop.spi);
  if (drop.outer) words += ", " + *drop.outer;
  if (drop.mark) words += fmt::format(", mark {:#x}", *drop.mark);
  return words + ", " + since(started, drop.first, drop.last);
}

void write_cause(Page& page, const std::string& cause, std::vector<const DropSummary*> drops,
                 Instant started) {
  page.paragraph("  ", fmt::format("{}: {}", cause, describe_drop_cause(cause).sentence));
  std::ranges::stable_sort(drops, std::ranges::greater{}, &DropSummary::packets);
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; i < drops.size(); ++i) {
    if (i < kRowsShown)
      page.paragraph(fmt::format("    {:>8}  ", drops[i]->packets), drop_words(*drops[i], started));
    else
      hidden += drops[i]->packets;
  }
  if (drops.size() > kRowsShown)
    page.paragraph(fmt::format("    {:>8}  ", hidden),
                   fmt::format("in {} more rows (--json has them all)", drops.size() - kRowsShown));
}

/// What the kernel's own counters say beside `seen`.
std::string counter_words(const Counts& rose, const Counts& seen, bool probes_lost) {
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

void write_counters(Page& page, const Judgement& judgement) {
  std::map<NodeName, Counts> seen;
  for (const DropSummary& drop : judgement.drops) seen[drop.node][drop.cause] += drop.packets;
  const bool lost = std::ranges::any_of(
      judgement.paths, [](const PathJudgement& judged) { return judged.probes.lost > 0; });
  std::size_t shown = 0;
  for (const auto& [node, rose] : judgement.observer.xfrm_stat_delta) {
    if (++shown > kNodesShown) break;
    page.paragraph("  ", fmt::format("/proc/net/xfrm_stat of {}: {}", node,
                                     counter_words(rose, seen[node], lost)));
  }
  if (judgement.observer.xfrm_stat_delta.empty())
    page.paragraph("  ", "/proc/net/xfrm_stat was not read, so the kernel's own count is unknown");
}

}  // namespace

void write_drops(Page& page, const Judgement& judgement) {
  page.heading("packets that XFRM dropped");
  std::map<std::string, std::vector<const DropSummary*>> by_cause;
  for (const DropSummary& drop : judgement.drops) by_cause[drop.cause].push_back(&drop);
  for (const auto& [cause, drops] : by_cause) write_cause(page, cause, drops, judgement.started);

  if (judgement.drops.empty() && judgement.observer.hooks.empty())
    page.paragraph("  ", "unknown: no hook was attached");
  else if (judgement.drops.empty() && !judgement.observer.blind_spans.empty())
    page.paragraph("  ", "none seen, but not all of the session could be seen (below)");
  else if (judgement.drops.empty())
    page.paragraph("  ", "none");
  write_counters(page, judgement);
}

}  // namespace canary

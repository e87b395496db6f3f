// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/fate_sentence.h"
#include "report/path_words.h"
#include "report/text_sections.h"

namespace canary {
namespace {

// Beyond these a report is no longer read; the JSON report has them all.
constexpr std::size_t kTroubledTold = 5;
constexpr std::size_t kTroubledListed = 20;
constexpr std::size_t kHealthyShown = 4;
constexpr std::size_t kOutagesShown = 4;
constexpr std::size_t kFatesShown = 6;
constexpr std::size_t kAbsencesShown = 4;

void write_fates(Page& page, const Outage& outage, const Path& path) {
  const auto fates = most_frequent_first(outage.fates);
  const std::size_t shown = std::min(fates.size(), kFatesShown);
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; i < fates.size(); ++i) {
    if (i < shown)
      page.paragraph(fmt::format("    {:>8}  ", fates[i]->count), fate_sentence(*fates[i], path));
    else
      hidden += fates[i]->count;
  }
  if (hidden > 0)
    page.paragraph(fmt::format("    {:>8}  ", hidden),
                   fmt::format("in {} more ways", fates.size() - shown));
  if (outage.unattributed > 0)
    page.paragraph(fmt::format("    {:>8}  ", outage.unattributed), kUnattributed);
}

void write_outages(Page& page, const PathJudgement& judged, Instant started) {
  const std::size_t shown = std::min(judged.outages.size(), kOutagesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Outage& outage = judged.outages[i];
    page.paragraph("    outage    ", outage_words(outage, started));
    write_fates(page, outage, judged.path);
  }
  std::uint64_t hidden = 0;
  for (std::size_t i = shown; i < judged.outages.size(); ++i)
    hidden += judged.outages[i].probes_lost;
  if (shown < judged.outages.size())
    page.paragraph("    outages   ",
                   fmt::format("{} more with {} lost", judged.outages.size() - shown,
                               counted(hidden, "probe")));
}

void write_clocks(Page& page, const PathClocks& clocks, Instant started) {
  const std::string words = clock_words(clocks, started);
  if (words.empty()) return;
  page.paragraph("    clocks    ", words);
  const std::size_t shown = std::min(clocks.absences.size(), kAbsencesShown);
  for (std::size_t i = 0; i < shown; ++i)
    page.paragraph("    changed   ", absence_words(clocks.absences[i], clocks, started));
  if (shown < clocks.absences.size())
    page.paragraph("    changed   ", fmt::format("{} more", clocks.absences.size() - shown));
}

void write_troubled(Page& page, const PathJudgement& judged, Instant started) {
  page.paragraph("  " + page.tinted(judged.verdict, to_text(judged.verdict)) + "  ",
                 to_text(judged.path));
  if (!judged.reason.empty()) page.paragraph("    why       ", judged.reason);
  page.paragraph("    probes    ", probe_words(judged.probes));
  if (judged.rtt) page.paragraph("    rtt       ", rtt_words(*judged.rtt));
  write_outages(page, judged, started);
  if (judged.recovery_after_ready)
    page.paragraph("    recovery  ", recovery_words(*judged.recovery_after_ready));
  if (judged.clocks) write_clocks(page, *judged.clocks, started);
}

/// The path and its most frequent fate in one paragraph.
void list_troubled(Page& page, const PathJudgement& judged) {
  page.paragraph("  " + page.tinted(judged.verdict, to_text(judged.verdict)) + "  ",
                 fmt::format("{}: {}", to_text(judged.path), summary_words(judged)));
}

/// How many are left of each verdict.
void count_troubled(Page& page, std::span<const PathJudgement* const> rest) {
  std::map<std::string_view, std::size_t> counts;
  for (const PathJudgement* judged : rest) ++counts[to_text(judged->verdict)];
  for (const auto& [verdict, count] : counts)
    page.paragraph(fmt::format("  {}  ", verdict),
                   fmt::format("{} (--json has them all)", counted(count, "more path")));
}

void write_healthy(Page& page, std::span<const PathJudgement* const> healthy) {
  if (healthy.size() <= kHealthyShown) {
    for (const PathJudgement* judged : healthy) {
      page.paragraph("  " + page.tinted(judged->verdict, to_text(judged->verdict)) + "  ",
                     to_text(judged->path));
      page.paragraph("    probes    ", probe_words(judged->probes));
      if (judged->rtt) page.paragraph("    rtt       ", rtt_words(*judged->rtt));
    }
    return;
  }
  page.paragraph("  " + page.tinted(Verdict::Unaffected, to_text(Verdict::Unaffected)) + "  ",
                 healthy_words({healthy.begin(), healthy.end()}));
}

}  // namespace

void write_paths(Page& page, const Judgement& judgement) {
  const auto paths = worst_first(judgement);
  page.heading(fmt::format("paths ({})", paths.size()));
  if (paths.empty()) page.paragraph("  ", "none was probed, so nothing is known");

  const auto healthy =
      std::ranges::find_if(paths, [](const PathJudgement* judged) { return is_healthy(*judged); });
  const auto troubled = static_cast<std::size_t>(healthy - paths.begin());
  const std::size_t listed = std::min(troubled, kTroubledListed);
  for (std::size_t i = 0; i < listed; ++i) {
    if (i < kTroubledTold)
      write_troubled(page, *paths[i], judgement.started);
    else
      list_troubled(page, *paths[i]);
  }
  count_troubled(page, std::span(paths).subspan(listed, troubled - listed));
  write_healthy(page, std::span(paths).subspan(troubled));
}

}  // namespace canary

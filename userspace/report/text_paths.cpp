// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "report/fate_sentence.h"
#include "report/text_sections.h"

namespace canary {
namespace {

// Beyond these a report is no longer read; the JSON report has them all.
constexpr std::size_t kTroubledTold = 5;
constexpr std::size_t kTroubledListed = 20;
constexpr std::size_t kHealthyShown = 4;
constexpr std::size_t kOutagesShown = 4;
constexpr std::size_t kFatesShown = 6;
constexpr std::size_t kTurnsShown = 4;

std::string loss_words(const ProbeCounts& probes) {
  if (probes.lost == 0) return "0 lost";
  std::string words = fmt::format("{} lost ({} forward, {} return", probes.lost,
                                  probes.loss_forward, probes.loss_return);
  const std::uint64_t known = probes.loss_forward + probes.loss_return;
  if (known < probes.lost) words += fmt::format(", {} unknown which", probes.lost - known);
  return words + ")";
}

std::string probe_words(const ProbeCounts& probes) {
  return fmt::format("{} sent, {} answered, {} late, {}", probes.sent, probes.answered, probes.late,
                     loss_words(probes));
}

std::string rtt_words(const RoundTripTimes& rtt) {
  return fmt::format("p50 {}, p99 {}, max {}", to_text(rtt.p50), to_text(rtt.p99),
                     to_text(rtt.max));
}

/// "100 ms to 200 ms after", "300 ms before to 100 ms after".
std::string around_ready(const std::pair<Duration, Duration>& interval) {
  const auto side = [](Duration offset) { return offset < Duration::zero() ? "before" : "after"; };
  const auto [low, high] = interval;
  const std::string last = fmt::format("{} {}", to_text(std::chrono::abs(high)), side(high));
  if (std::string_view(side(low)) == side(high))
    return fmt::format("{} to {}", to_text(std::chrono::abs(low)), last);
  return fmt::format("{} {} to {}", to_text(std::chrono::abs(low)), side(low), last);
}

void write_fates(Page& page, const Outage& outage, const Path& path) {
  std::vector<const Fate*> fates;
  fates.reserve(outage.fates.size());
  for (const Fate& fate : outage.fates) fates.push_back(&fate);
  std::ranges::stable_sort(fates, std::ranges::greater{}, &Fate::count);
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
    page.paragraph(fmt::format("    {:>8}  ", outage.unattributed),
                   "unattributed: no evidence tells where they died");
}

void write_outages(Page& page, const PathJudgement& judged, Instant started) {
  const std::size_t shown = std::min(judged.outages.size(), kOutagesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Outage& outage = judged.outages[i];
    const std::string end = outage.recovered_between
                                ? since(started, outage.first_lost, outage.last_lost)
                                : since(started, outage.first_lost) + " until the end";
    page.paragraph("    outage    ",
                   fmt::format("{}: {} lost", end, counted(outage.probes_lost, "probe")));
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

/// Against ready where there was one, else against the start.
std::string moment_words(Instant at, const PathClocks& clocks, Instant started) {
  if (!clocks.ready) return since(started, at);
  if (at < *clocks.ready) return to_text(*clocks.ready - at) + " before ready";
  return to_text(at - *clocks.ready) + " after ready";
}

std::string turn_words(const EntryTurn& turn, const PathClocks& clocks, Instant started) {
  std::string words = fmt::format("{} on {}", turn.entry, turn.node);
  if (turn.removed)
    words += fmt::format(" removed {}", moment_words(*turn.removed, clocks, started));
  if (turn.added)
    words += fmt::format("{} added {}{}", turn.removed ? "," : "", turn.removed ? "again " : "",
                         moment_words(*turn.added, clocks, started));
  return words;
}

void write_clocks(Page& page, const PathClocks& clocks, Instant started) {
  if (!clocks.installed) return;
  std::string words;
  if (clocks.ready) words = fmt::format("agents ready {}; ", since(started, *clocks.ready));
  words += fmt::format("states and policies as they stayed {}",
                       moment_words(*clocks.installed, clocks, started));
  words += clocks.clean ? fmt::format("; clean {}", moment_words(*clocks.clean, clocks, started))
                        : "; not clean";
  page.paragraph("    clocks    ", words);
  const std::size_t shown = std::min(clocks.turns.size(), kTurnsShown);
  for (std::size_t i = 0; i < shown; ++i)
    page.paragraph("    changed   ", turn_words(clocks.turns[i], clocks, started));
  if (shown < clocks.turns.size())
    page.paragraph("    changed   ", fmt::format("{} more", clocks.turns.size() - shown));
}

void write_troubled(Page& page, const PathJudgement& judged, Instant started) {
  page.paragraph(fmt::format("  {}  ", page.tinted(judged.verdict, to_text(judged.verdict))),
                 to_text(judged.path));
  if (!judged.reason.empty()) page.paragraph("    why       ", judged.reason);
  page.paragraph("    probes    ", probe_words(judged.probes));
  if (judged.rtt) page.paragraph("    rtt       ", rtt_words(*judged.rtt));
  write_outages(page, judged, started);
  if (judged.recovery_after_ready)
    page.paragraph("    recovery  ",
                   around_ready(*judged.recovery_after_ready) + " the agent was ready");
  if (judged.clocks) write_clocks(page, *judged.clocks, started);
}

/// The path and its most frequent fate in one paragraph.
void list_troubled(Page& page, const PathJudgement& judged) {
  std::string words = fmt::format("{}: {} of {} lost", to_text(judged.path), judged.probes.lost,
                                  judged.probes.sent);
  const Fate* most = nullptr;
  for (const Outage& outage : judged.outages)
    for (const Fate& fate : outage.fates)
      if (!most || fate.count > most->count) most = &fate;
  if (most) words += "; " + fate_sentence(*most, judged.path);
  page.paragraph(fmt::format("  {}  ", page.tinted(judged.verdict, to_text(judged.verdict))),
                 words);
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
      page.paragraph(fmt::format("  {}  ", page.tinted(judged->verdict, to_text(judged->verdict))),
                     to_text(judged->path));
      page.paragraph("    probes    ", probe_words(judged->probes));
      if (judged->rtt) page.paragraph("    rtt       ", rtt_words(*judged->rtt));
    }
    return;
  }
  std::uint64_t sent = 0, late = 0;
  Duration slowest{};
  for (const PathJudgement* judged : healthy) {
    sent += judged->probes.sent;
    late += judged->probes.late;
    if (judged->rtt) slowest = std::max(slowest, judged->rtt->max);
  }
  page.paragraph(
      fmt::format("  {}  ", page.tinted(Verdict::Unaffected, to_text(Verdict::Unaffected))),
      fmt::format("{} paths: {} probes sent, {} late, 0 lost; slowest rtt {}", healthy.size(), sent,
                  late, to_text(slowest)));
}

}  // namespace

bool is_healthy(const PathJudgement& judged) {
  return judged.verdict == Verdict::Unaffected && judged.outages.empty() && judged.probes.lost == 0;
}

std::vector<const PathJudgement*> worst_first(const Judgement& judgement) {
  std::vector<const PathJudgement*> paths;
  paths.reserve(judgement.paths.size());
  for (const PathJudgement& judged : judgement.paths) paths.push_back(&judged);
  std::ranges::stable_sort(paths, std::ranges::greater{}, [](const PathJudgement* judged) {
    return std::pair(judged->verdict, !is_healthy(*judged));
  });
  return paths;
}

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

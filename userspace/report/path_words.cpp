// SPDX-License-Identifier: Apache-2.0
#include "report/path_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/fate_sentence.h"
#include "report/page.h"

namespace canary {
namespace {

std::string loss_words(const ProbeCounts& probes) {
  if (probes.lost == 0) return "0 lost";
  std::string words = fmt::format("{} lost ({} forward, {} return", probes.lost,
                                  probes.loss_forward, probes.loss_return);
  const std::uint64_t known = probes.loss_forward + probes.loss_return;
  if (known < probes.lost) words += fmt::format(", {} unknown which", probes.lost - known);
  return words + ")";
}

/// What is known of the encryption of answers: nothing on control paths.
std::string proof_words(const ProbeCounts& probes) {
  if (probes.proved + probes.in_clear + probes.not_seen == 0) return "";
  std::string words = fmt::format(" ({} proved encrypted", probes.proved);
  if (probes.in_clear > 0) words += fmt::format(", {} in the clear", probes.in_clear);
  if (probes.not_seen > 0) words += fmt::format(", {} not seen", probes.not_seen);
  return words + ")";
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

/// Against ready where there was one, else against the start.
std::string moment_words(Instant at, const PathClocks& clocks, Instant started) {
  if (!clocks.ready) return since(started, at);
  if (at < *clocks.ready) return to_text(*clocks.ready - at) + " before ready";
  return to_text(at - *clocks.ready) + " after ready";
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

std::string probe_words(const ProbeCounts& probes) {
  return fmt::format("{} sent, {} answered{}, {} late, {}", probes.sent, probes.answered,
                     proof_words(probes), probes.late, loss_words(probes));
}

std::string rtt_words(const RoundTripTimes& rtt) {
  return fmt::format("p50 {}, p99 {}, max {}", to_text(rtt.p50), to_text(rtt.p99),
                     to_text(rtt.max));
}

std::string healthy_words(const std::vector<const PathJudgement*>& healthy) {
  std::uint64_t sent = 0, late = 0;
  Duration slowest{};
  for (const PathJudgement* judged : healthy) {
    sent += judged->probes.sent;
    late += judged->probes.late;
    if (judged->rtt) slowest = std::max(slowest, judged->rtt->max);
  }
  return fmt::format("{}: {} sent, {} late, 0 lost; slowest rtt {}",
                     counted(healthy.size(), "path"), counted(sent, "probe"), late,
                     to_text(slowest));
}

std::string outage_words(const Outage& outage, Instant started) {
  const std::string end = outage.recovered_between
                              ? since(started, outage.first_lost, outage.last_lost)
                              : since(started, outage.first_lost) + " until the end";
  return fmt::format("{}: {} lost", end, counted(outage.probes_lost, "probe"));
}

std::vector<const Fate*> most_frequent_first(const std::vector<Fate>& fates) {
  std::vector<const Fate*> sorted;
  sorted.reserve(fates.size());
  for (const Fate& fate : fates) sorted.push_back(&fate);
  std::ranges::stable_sort(sorted, std::ranges::greater{}, &Fate::count);
  return sorted;
}

std::string summary_words(const PathJudgement& judged) {
  std::string words = fmt::format("{} of {} lost", judged.probes.lost, judged.probes.sent);
  const Fate* most = nullptr;
  for (const Outage& outage : judged.outages)
    for (const Fate& fate : outage.fates)
      if (!most || fate.count > most->count) most = &fate;
  if (most) words += "; " + fate_sentence(*most, judged.path);
  return words;
}

std::string recovery_words(const std::pair<Duration, Duration>& after_ready) {
  return around_ready(after_ready) + " the agent was ready";
}

std::string clock_words(const PathClocks& clocks, Instant started) {
  if (!clocks.installed) return "";
  std::string words;
  if (clocks.ready) words = fmt::format("agents ready {}; ", since(started, *clocks.ready));
  words += fmt::format("states and policies as they stayed {}",
                       moment_words(*clocks.installed, clocks, started));
  words += clocks.clean ? fmt::format("; clean {}", moment_words(*clocks.clean, clocks, started))
                        : "; not clean";
  return words;
}

std::string absence_words(const EntryAbsence& absence, const PathClocks& clocks, Instant started) {
  std::string words = fmt::format("{} on {}", absence.entry, absence.node);
  if (absence.removed)
    words += fmt::format(" removed {}", moment_words(*absence.removed, clocks, started));
  if (absence.added)
    words +=
        fmt::format("{} added {}{}", absence.removed ? "," : "", absence.removed ? "again " : "",
                    moment_words(*absence.added, clocks, started));
  return words;
}

}  // namespace canary

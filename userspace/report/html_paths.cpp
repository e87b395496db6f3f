// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/fate_sentence.h"
#include "report/html_mark.h"
#include "report/html_sections.h"
#include "report/page.h"
#include "report/path_words.h"

namespace canary {
namespace {

// Beyond these a report is no longer read; the JSON report has them all.
constexpr std::size_t kPathsOpen = 3;
constexpr std::size_t kPathsListed = 400;  // with those that are told
constexpr std::size_t kOutagesListed = 12;
constexpr std::size_t kFatesListed = 12;
constexpr std::size_t kWaysShown = 12;

void write_count(HtmlText& html, std::uint64_t count, std::string_view words) {
  const HtmlElement row(html, "tr");
  html.element("td", {{"class", "number"}}, std::to_string(count));
  html.element("td", words);
}

void write_fates(HtmlText& html, const Outage& outage, const Path& path) {
  const HtmlElement table(html, "table", {{"class", "counts"}});
  html.element("caption", {{"class", "unseen"}}, "where the lost probes died");
  html.markup("<tr class=\"unseen\"><th scope=\"col\">probes<th scope=\"col\">where and why\n");
  const auto fates = most_frequent_first(outage.fates);
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; i < fates.size(); ++i) {
    if (i < kFatesListed)
      write_count(html, fates[i]->count, fate_sentence(*fates[i], path));
    else
      hidden += fates[i]->count;
  }
  if (hidden > 0)
    write_count(html, hidden, fmt::format("in {} more ways", fates.size() - kFatesListed));
  if (outage.unattributed > 0) write_count(html, outage.unattributed, kUnattributed);
}

void write_outages(HtmlText& html, const PathJudgement& judged, Instant started) {
  const std::size_t shown = std::min(judged.outages.size(), kOutagesListed);
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; i < judged.outages.size(); ++i) {
    if (i >= shown) {
      hidden += judged.outages[i].probes_lost;
      continue;
    }
    html.element("dt", "outage");
    const HtmlElement outage(html, "dd");
    html.text(outage_words(judged.outages[i], started));
    write_fates(html, judged.outages[i], judged.path);
  }
  if (hidden == 0) return;
  html.element("dt", "outages");
  html.element("dd", fmt::format("{} more with {} lost", judged.outages.size() - shown,
                                 counted(hidden, "probe")));
}

void write_clocks(HtmlText& html, const PathClocks& clocks, Instant started) {
  const std::string words = clock_words(clocks, started);
  if (words.empty()) return;
  html.element("dt", "clocks");
  html.element("dd", words);
  if (clocks.absences.empty()) return;
  html.element("dt", "changed");
  const HtmlElement changed(html, "dd");
  const HtmlElement list(html, "ul");
  for (const EntryAbsence& absence : clocks.absences)
    html.element("li", absence_words(absence, clocks, started));
}

void write_facts(HtmlText& html, const PathJudgement& judged, Instant started) {
  const HtmlElement facts(html, "dl", {{"class", "facts"}});
  const auto fact = [&](std::string_view name, std::string_view words) {
    html.element("dt", name);
    html.element("dd", words);
  };
  if (!judged.reason.empty()) fact("why", judged.reason);
  fact("probes", probe_words(judged.probes));
  if (judged.rtt) fact("rtt", rtt_words(*judged.rtt));
  write_outages(html, judged, started);
  if (judged.recovery_after_ready) fact("recovery", recovery_words(*judged.recovery_after_ready));
  if (judged.clocks) write_clocks(html, *judged.clocks, started);
}

void tell(HtmlText& html, const PathJudgement& judged, std::size_t place, Instant started) {
  const HtmlMark mark = mark_of(judged);
  html.open(place < kPathsOpen ? Markup("details open") : Markup("details"),
            {{"id", path_anchor(place)},
             {"class", fmt::format("path {}", mark.css.text())},
             {"data-from", judged.path.local},
             {"data-to", judged.path.remote}});
  {
    const HtmlElement summary(html, "summary");
    write_badge(html, mark, to_text(judged.verdict));
    html.element("strong", to_text(judged.path));
    html.element("span", fmt::format("{} of {} lost", judged.probes.lost, judged.probes.sent));
  }
  write_facts(html, judged, started);
  html.close("details");
}

void list(HtmlText& html, std::span<const PathJudgement* const> paths) {
  if (paths.empty()) return;
  const HtmlElement table(html, "table", {{"class", "rows"}});
  html.element("caption", counted(paths.size(), "more path"));
  html.markup(
      "<thead><tr><th scope=\"col\">path<th scope=\"col\">probes, and most often</thead>\n");
  for (const PathJudgement* judged : paths) {
    const HtmlElement row(html, "tr",
                          {{"data-from", judged->path.local}, {"data-to", judged->path.remote}});
    {
      const HtmlElement cell(html, "td");
      write_badge(html, mark_of(*judged), to_text(judged->verdict));
      html.text(to_text(judged->path));
    }
    html.element("td", summary_words(*judged));
  }
}

struct Way {
  std::uint64_t probes = 0;
  std::size_t paths = 0;
};

/// Twenty broken paths have rarely twenty reasons.
void sum_up(HtmlText& html, std::span<const PathJudgement* const> broken) {
  std::map<std::string, Way> ways;
  for (const PathJudgement* judged : broken) {
    std::map<std::string, std::uint64_t> of_path;
    for (const Outage& outage : judged->outages) {
      for (const Fate& fate : outage.fates)
        of_path[fate_sentence(fate, judged->path)] += fate.count;
      if (outage.unattributed > 0) of_path[std::string(kUnattributed)] += outage.unattributed;
    }
    for (const auto& [words, probes] : of_path) {
      ways[words].probes += probes;
      ++ways[words].paths;
    }
  }
  if (ways.empty()) return;
  std::vector<std::pair<std::string, Way>> sorted(ways.begin(), ways.end());
  std::ranges::stable_sort(sorted, std::ranges::greater{},
                           [](const auto& way) { return way.second.probes; });
  const HtmlElement table(html, "table", {{"class", "rows sum"}});
  html.element("caption", "where lost probes died, all paths together");
  html.markup(
      "<thead><tr><th scope=\"col\" class=\"number\">probes<th scope=\"col\" "
      "class=\"number\">paths<th scope=\"col\">where and why</thead>\n");
  Way rest;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [words, way] = sorted[i];
    if (i >= kWaysShown) {
      rest.probes += way.probes;
      continue;
    }
    const HtmlElement row(html, "tr");
    html.element("td", {{"class", "number"}}, std::to_string(way.probes));
    html.element("td", {{"class", "number"}}, std::to_string(way.paths));
    html.element("td", words);
  }
  if (rest.probes == 0) return;
  const HtmlElement row(html, "tr");
  html.element("td", {{"class", "number"}}, std::to_string(rest.probes));
  html.element("td", "");
  html.element("td", fmt::format("in {} more ways", sorted.size() - kWaysShown));
}

}  // namespace

void write_html_paths(HtmlText& html, const Judgement& judgement, const RankedPaths& paths) {
  const HtmlElement section(html, "section", {{"id", "paths"}});
  html.element("h2", "paths that lost probes");
  const auto broken = paths.broken();
  if (broken.empty()) return html.element("p", paths.all.empty() ? "unknown" : "none");
  if (broken.size() > 1) sum_up(html, broken);
  const std::size_t told = std::min(broken.size(), kPathsTold);
  for (std::size_t i = 0; i < told; ++i) tell(html, *broken[i], i, judgement.started);
  const std::size_t listed = std::min(broken.size(), kPathsListed);
  list(html, broken.subspan(told, listed - told));
  if (listed < broken.size())
    html.element("p", fmt::format("and {} (--json has them all)",
                                  counted(broken.size() - listed, "more path")));
  if (const auto healthy = paths.healthy(); !healthy.empty()) {
    const HtmlElement rest(html, "p");
    write_badge(html, mark_of(Verdict::Unaffected), to_text(Verdict::Unaffected));
    html.text(healthy_words(healthy));
  }
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// The session over time: agents, broken paths, drops by cause and what could not be seen, one lane
// each. Healthy paths share one.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "report/drop_words.h"
#include "report/html_lane.h"
#include "report/html_sections.h"
#include "report/observer_words.h"
#include "report/page.h"
#include "report/path_words.h"
#include "report/session_words.h"

namespace canary {
namespace {

constexpr std::size_t kAgentsDrawn = 6;
constexpr std::size_t kPathsAtOnce = 10;  // the others are folded away
constexpr std::size_t kPathsDrawn = 50;
constexpr std::size_t kCausesShown = 12;
constexpr std::size_t kNodesDrawn = 8;
constexpr std::size_t kOutagesDrawn = 200;  // of one path

/// Writes lanes that share scale and guides.
struct Picture {
  HtmlText& html;
  HtmlScale scale;
  std::vector<Guide> guides;

  [[nodiscard]] Span session() const { return scale.session(); }
};

/// From the first agent that went to the last that was ready, and until when recovery may take.
std::vector<Guide> guides_of(const std::vector<AgentReport>& agents) {
  std::optional<Instant> gone, ready, until;
  for (const AgentReport& agent : agents) {
    if (agent.gone_at) gone = std::min(gone.value_or(*agent.gone_at), *agent.gone_at);
    ready = std::max(ready, agent.ready_at);
    if (agent.may_recover) until = std::max(until, std::optional(agent.may_recover->to));
  }
  std::vector<Guide> guides;
  if (gone) guides.push_back({"guide went", *gone});
  if (ready) guides.push_back({"guide ready", *ready});
  if (until) guides.push_back({"guide until", *until});
  return guides;
}

/// The moments of the picture; the agent's name and versions are told before it.
std::string moment_words(const AgentReport& agent, Instant started) {
  std::string words;
  const auto add = [&](std::string_view what, const std::optional<Instant>& at) {
    if (at) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", what, since(started, *at));
  };
  add("gone", agent.gone_at);
  add("ready", agent.ready_at);
  if (agent.may_recover) add("recovery may take until", agent.may_recover->to);
  return words;
}

void write_agent(const Picture& picture, const AgentReport& agent) {
  const Span session = picture.session();
  const HtmlLane lane(picture.html, picture.scale, picture.guides,
                      {"agent of " + agent.node, moment_words(agent, session.from),
                       agent_words(agent, session.from), ""});
  if (agent.may_recover)
    write_bar(picture.html, picture.scale, kSettle, *agent.may_recover, "may still recover");
  write_bar(picture.html, picture.scale, kUp, session, "");
  if (agent.gone_at || agent.ready_at)
    write_bar(picture.html, picture.scale, kGone,
              {agent.gone_at.value_or(session.from), agent.ready_at.value_or(session.to)},
              "agent gone");
}

void write_agents(const Picture& picture, const std::vector<AgentReport>& agents) {
  std::size_t shown = 0;
  for (const AgentReport& agent : agents)
    if (agent.kind != "none" && ++shown <= kAgentsDrawn) write_agent(picture, agent);
}

void write_outages(const Picture& picture, const PathJudgement& judged) {
  const Span session = picture.session();
  for (std::size_t i = 0; i < std::min(judged.outages.size(), kOutagesDrawn); ++i) {
    const Outage& outage = judged.outages[i];
    if (outage.recovered_between)
      write_bar(picture.html, picture.scale, kRecovering,
                {outage.recovered_between->first, outage.recovered_between->second},
                "recovered " + since(session.from, outage.recovered_between->first,
                                     outage.recovered_between->second));
    write_bar(picture.html, picture.scale, kLost,
              {outage.first_lost, outage.recovered_between ? outage.last_lost : session.to},
              outage_words(outage, session.from));
  }
}

void write_changes(const Picture& picture, const PathClocks& clocks) {
  for (const EntryAbsence& absence : clocks.absences) {
    const std::string words = absence_words(absence, clocks, picture.session().from);
    if (absence.removed)
      write_marker(picture.html, picture.scale, kRemoved, *absence.removed, words);
    if (absence.added) write_marker(picture.html, picture.scale, kAdded, *absence.added, words);
  }
  if (clocks.clean)
    write_marker(picture.html, picture.scale, kClean, *clocks.clean,
                 "clean " + since(picture.session().from, *clocks.clean));
}

void write_path(const Picture& picture, const PathJudgement& judged, std::size_t place) {
  std::string told;
  for (std::size_t i = 0; i < std::min(judged.outages.size(), kNodesDrawn); ++i)
    told += (i == 0 ? "" : "; ") + outage_words(judged.outages[i], picture.session().from);
  const HtmlLane lane(picture.html, picture.scale, picture.guides,
                      {to_text(judged.path),
                       fmt::format("{}, {} of {} lost", to_text(judged.verdict), judged.probes.lost,
                                   counted(judged.probes.sent, "probe")),
                       told, place < kPathsTold ? "#" + path_anchor(place) : ""});
  if (judged.probes.answered + judged.probes.late > 0)
    write_bar(picture.html, picture.scale, kLine, picture.session(), "");
  write_outages(picture, judged);
  if (judged.clocks) write_changes(picture, *judged.clocks);
}

void write_healthy(const Picture& picture, const std::vector<const PathJudgement*>& healthy) {
  if (healthy.empty()) return;
  const std::string words = healthy_words(healthy);
  const HtmlLane lane(picture.html, picture.scale, picture.guides,
                      {counted(healthy.size(), "healthy path"), "nothing lost", words, ""});
  write_bar(picture.html, picture.scale, kLine, picture.session(), words);
}

void write_paths(const Picture& picture, std::span<const PathJudgement* const> broken,
                 std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) write_path(picture, *broken[i], i);
}

void write_spans(const Picture& picture, const BarShape& shape, std::vector<Span> spans) {
  for (const Span& span : merged(std::move(spans), picture.session()))
    write_bar(picture.html, picture.scale, shape, span,
              since(picture.session().from, span.from, span.to));
}

void write_drops(const Picture& picture, const Judgement& judgement) {
  std::size_t shown = 0;
  for (const auto& [cause, drops] : drops_by_cause(judgement)) {
    if (++shown > kCausesShown) break;
    std::uint64_t packets = 0;
    std::vector<Span> spans;
    for (const DropSummary* drop : drops) {
      packets += drop->packets;
      spans.push_back({drop->first, drop->last});
    }
    const std::string words = counted(packets, "packet") + " dropped";
    const HtmlLane lane(picture.html, picture.scale, picture.guides,
                        {cause, words, words, "#drops"});
    write_spans(picture, kDropped, std::move(spans));
  }
}

void write_blindness(const Picture& picture, const ObserverReport& observer) {
  std::map<NodeName, std::vector<const BlindSpan*>> by_node;
  for (const BlindSpan& blind : observer.blind_spans) by_node[blind.node].push_back(&blind);
  std::size_t shown = 0;
  for (const auto& [node, blind] : by_node) {
    if (++shown > kNodesDrawn) break;
    std::vector<Span> spans;
    for (const BlindSpan* one : blind) spans.push_back(one->span);
    const std::string words =
        blind_words(*blind.front(), picture.session().from) +
        (blind.size() > 1 ? fmt::format(" and {} more", blind.size() - 1) : "");
    const HtmlLane lane(picture.html, picture.scale, picture.guides,
                        {"blind on " + node, counted(blind.size(), "span"), words, "#observer"});
    write_spans(picture, kBlind, std::move(spans));
  }
}

}  // namespace

void write_html_timeline(HtmlText& html, const Judgement& judgement, const RankedPaths& paths) {
  const Span session{judgement.started, judgement.ended};
  if (session.to <= session.from) return;
  const HtmlElement section(html, "section", {{"id", "timeline"}});
  html.element("h2", "over time");
  const Picture picture{html, HtmlScale(session), guides_of(judgement.agents)};
  write_patterns(html);
  const auto broken = paths.broken();
  const std::size_t open = std::min(broken.size(), kPathsAtOnce);
  const std::size_t drawn = std::min(broken.size(), kPathsDrawn);
  {
    const HtmlElement lanes(html, "ul", {{"class", "lanes"}});
    write_axis(html, picture.scale);
    write_agents(picture, judgement.agents);
    write_paths(picture, broken, 0, open);
    write_healthy(picture, paths.healthy());
    write_drops(picture, judgement);
    write_blindness(picture, judgement.observer);
  }
  if (open < drawn) {
    const HtmlElement more(html, "details");
    html.element("summary", counted(drawn - open, "more path") + " that lost probes");
    const HtmlElement lanes(html, "ul", {{"class", "lanes"}});
    write_axis(html, picture.scale);
    write_paths(picture, broken, open, drawn);
  }
  if (drawn < broken.size())
    html.element("p", fmt::format("and {} that lost probes, not drawn",
                                  counted(broken.size() - drawn, "path")));
  write_legend(html);
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "timeline/window.h"

#include <set>
#include <string>
#include <vector>

#include "timeline/carried_facts.h"

namespace canary {
namespace {

/// The tables as they were listed last, and how they changed since.
class TablesBefore {
 public:
  void add(const Observation& seen) {
    if (std::holds_alternative<XfrmTablesListed>(seen.what)) {
      told_.erase(told_.begin(), told_.begin() + static_cast<std::ptrdiff_t>(listed_));
      listed_ = told_.size() + 1;
    }
    told_.push_back(&seen);
  }

  [[nodiscard]] const std::vector<const Observation*>& told() const { return told_; }

 private:
  std::vector<const Observation*> told_;
  std::size_t listed_ = 0;  ///< how many of them belong to the last whole listing
};

/// What was seen before the window begins.
struct Before {
  CarriedFacts facts;
  TablesBefore tables;

  void add(const Observation& seen) {
    if (const auto* counted = std::get_if<PacketsCounted>(&seen.what)) facts.fold(*counted);
    facts.fold(seen);
    if (is_of_tables(seen.what)) tables.add(seen);
  }
};

/// How often hooks had run when that was told first behind the window. One that was attached all
/// the time until then, and runs later, could run in the window: often a session tells it at its
/// end only.
std::vector<HookRuns> runs_told_behind(const NodeTimeline& session, Instant end) {
  std::vector<HookRuns> told;
  std::set<std::string> known;
  for (const auto& seen : session.observations) {
    if (seen.at <= end) continue;
    if (const auto* attached = std::get_if<HookAttached>(&seen.what)) known.insert(attached->hook);
    if (const auto* detached = std::get_if<HookDetached>(&seen.what)) known.insert(detached->hook);
    const auto* runs = std::get_if<HookRuns>(&seen.what);
    if (runs != nullptr && known.insert(runs->hook).second) told.push_back(*runs);
  }
  return told;
}

}  // namespace

NodeTimeline cut_to(const NodeTimeline& session, const Span& window) {
  const auto& node = session.header.node;
  const bool begins_later = window.from > session.header.started;
  NodeTimeline cut{session.header, {}, session.source};
  Before before;
  if (begins_later) {
    cut.header.started = window.from;
    for (const auto& seen : session.observations)
      if (seen.at < window.from) before.add(seen);
    cut.observations = before.facts.tell(node, window.from);
    for (const auto* told : before.tables.told()) cut.observations.push_back(*told);
  }
  bool goes_on = false;
  for (const auto& seen : session.observations) {
    if (seen.at > window.to) goes_on = true;
    if (seen.at > window.to || (begins_later && seen.at < window.from)) continue;
    if (auto what = before.facts.since(seen.what))
      cut.observations.push_back({seen.at, seen.node, *std::move(what)});
  }
  if (!goes_on) return cut;
  for (const auto& runs : runs_told_behind(session, window.to))
    if (auto what = before.facts.since(runs))
      cut.observations.push_back({window.to, node, *std::move(what)});
  cut.observations.push_back({window.to, node, SessionEnded{"the window ends"}});
  return cut;
}

}  // namespace canary

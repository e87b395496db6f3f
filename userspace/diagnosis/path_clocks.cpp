// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/path_clocks.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {
namespace {

/// Of one node. More is no longer read.
constexpr std::size_t kMostAbsences = 20;

/// The address of the peer that an entry is for; unspecified where it is for all of them.
IpAddress far_end(const XfrmState& state, const std::set<IpAddress>& local) {
  return local.contains(state.destination) ? state.source : state.destination;
}
IpAddress far_end(const XfrmPolicy& policy, const std::set<IpAddress>&) {
  if (policy.templates.empty()) return {};
  const auto& wanted = policy.templates.front();
  return policy.direction == PolicyDirection::Out ? wanted.destination : wanted.source;
}

/// Is it for packets of this path, as `node` has them?
bool concerns(const XfrmPolicy& policy, const NodeName& node, const PathProbes& path) {
  const bool ours = node == path.path.local;
  const auto& near = ours ? path.key.sender : path.key.reflector;
  const auto& far = ours ? path.key.reflector : path.key.sender;
  const bool out = policy.direction == PolicyDirection::Out;
  return policy.source.contains(out ? near : far) && policy.destination.contains(out ? far : near);
}

/// One that serves all peers, or that a policy for this path sends to.
bool concerns(const XfrmState& state, const NodeName& node, const PathProbes& path,
              const std::map<IpAddress, std::vector<XfrmPolicy>>& by_destination) {
  if (is_unspecified(state.source)) return true;
  const auto policies = by_destination.find(state.destination);
  return policies != by_destination.end() &&
         std::ranges::any_of(policies->second,
                             [&](const auto& policy) { return concerns(policy, node, path); });
}

std::string entry_text(const EntryChange& change) {
  if (const auto* state = std::get_if<XfrmState>(&change.entry)) return "state " + to_text(*state);
  return "policy " + to_text(std::get<XfrmPolicy>(change.entry));
}

const WeighedOutage* last_significant(const PathLoss& loss) {
  const WeighedOutage* last = nullptr;
  for (const auto* outages : {&loss.outages, &loss.of_one_size})
    for (const auto& weighed : *outages)
      if (weighed.significant &&
          (last == nullptr || weighed.outage.last_lost > last->outage.last_lost))
        last = &weighed;
  return last;
}

}  // namespace

/// The last time that each entry went, and the first after it that it came.
class PathClockFinder::Absences {
 public:
  explicit Absences(const NodeName& node) : node_(node) {}

  void add(const Change& seen) {
    auto found = std::ranges::find(absences_, seen.entry, &EntryAbsence::entry);
    if (found == absences_.end()) {
      if (absences_.size() == kMostAbsences) return;
      found = absences_.insert(absences_.end(), EntryAbsence{node_, seen.entry, {}, {}});
    }
    if (seen.change.gone) {
      found->removed = seen.change.at;
      found->added.reset();
    } else if (!found->added) {
      found->added = seen.change.at;
    }
  }
  [[nodiscard]] std::vector<EntryAbsence> take() { return std::move(absences_); }

 private:
  NodeName node_;
  std::vector<EntryAbsence> absences_;
};

PathClockFinder::PathClockFinder(std::span<const NodeSession> sessions, const AddressBook& book)
    : sessions_(sessions), book_(book) {
  for (const auto& session : sessions) read(session);
}

void PathClockFinder::read(const NodeSession& session) {
  const XfrmHistory history(session.seen);
  const auto local = history.local_addresses();
  if (local.empty()) return;  // not watched
  read_policies(session);
  auto& changes = nodes_[session.node()];
  for (auto& change : history.changes()) {
    const auto far =
        std::visit([&](const auto& entry) { return far_end(entry, local); }, change.entry);
    const auto* owner = is_unspecified(far) ? nullptr : book_.owner(far);
    auto text = entry_text(change);
    (owner != nullptr ? changes.of_peer[*owner] : changes.of_all)
        .push_back({std::move(change), std::move(text)});
  }
}

void PathClockFinder::read_policies(const NodeSession& session) {
  auto& to_unknown = nodes_[session.node()].to_unknown;
  for (const auto [at, listed] : session.seen.of<PoliciesSeen>())
    for (const auto& policy : listed.policies)
      if (const auto far = far_end(policy, {}); policy.direction == PolicyDirection::Out &&
                                                !is_unspecified(far) && book_.owner(far) == nullptr)
        to_unknown[far].push_back(policy);
}

void PathClockFinder::follow(const NodeName& node, const NodeName& peer, const PathProbes& path,
                             Instant until, PathClocks& clocks) const {
  const auto found = nodes_.find(node);
  if (found == nodes_.end()) return;
  std::vector<const Change*> changes;
  const auto& [of_peer, of_all, to_unknown] = found->second;
  if (const auto of_this = of_peer.find(peer); of_this != of_peer.end())
    for (const auto& change : of_this->second) changes.push_back(&change);
  for (const auto& seen : of_all) {
    const auto* state = std::get_if<XfrmState>(&seen.change.entry);
    if (state != nullptr ? concerns(*state, node, path, to_unknown)
                         : concerns(std::get<XfrmPolicy>(seen.change.entry), node, path))
      changes.push_back(&seen);
  }
  std::erase_if(changes, [&](const auto* seen) { return seen->change.at > until; });
  std::ranges::stable_sort(changes, {}, [](const auto* seen) { return seen->change.at; });
  Absences absences(node);
  for (const auto* seen : changes) absences.add(*seen);
  std::ranges::move(absences.take(), std::back_inserter(clocks.absences));
  if (changes.empty()) return;
  const Instant last = changes.back()->change.at;
  clocks.installed = std::max(clocks.installed.value_or(last), last);
}

std::optional<PathClocks> PathClockFinder::find(const PathProbes& path,
                                                const PathLoss& loss) const {
  const auto* weighed = last_significant(loss);
  const bool watched = nodes_.contains(path.path.local) || nodes_.contains(path.path.remote);
  if (weighed == nullptr || path.path.kind != PathKind::Encrypted || !watched) return std::nullopt;
  PathClocks clocks;
  const auto* prober = find_session(sessions_, path.path.local);
  const auto ready = ready_of_path(sessions_, path.path.local, path.path.remote);
  if (prober != nullptr && ready.of_agent) clocks.ready = ready.at;
  if (weighed->outage.recovered_between) clocks.clean = weighed->outage.recovered_between->second;
  const Instant until =
      clocks.clean.value_or(prober != nullptr ? prober->span.to : weighed->outage.last_lost);
  follow(path.path.local, path.path.remote, path, until, clocks);
  follow(path.path.remote, path.path.local, path, until, clocks);
  // What went tells more than what came beside it.
  std::ranges::stable_partition(clocks.absences,
                                [](const auto& absence) { return absence.removed.has_value(); });
  return clocks;
}

}  // namespace canary

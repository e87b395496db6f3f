// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/xfrm_history.h"

#include <algorithm>
#include <ranges>

namespace canary {
namespace {

/// One kind of entries, in the order of insertion.
template <class Entry, class Identity>
class Table {
 public:
  explicit Table(std::vector<EntryChange>& changes) : changes_(changes) {}

  void apply(EntryEvent event, const Entry& entry, Instant at) {
    switch (event) {
      case EntryEvent::Listed:
        listed_.push_back(entry);
        return;
      case EntryEvent::Added:
      case EntryEvent::Updated:
        return put(event, entry, at);
      case EntryEvent::Deleted:
      case EntryEvent::Expired:
        return remove(identity_of(entry), at, event == EntryEvent::Expired);
    }
  }

  template <class Wanted>
  void remove_all(Instant at, Wanted wanted) {
    std::vector<Identity> gone;
    for (const auto& [order, entry] : entries_)
      if (wanted(entry)) gone.push_back(identity_of(entry));
    for (const auto& identity : gone) remove(identity, at, false);
  }

  /// The listing replaces what was known.
  void end_listing() {
    entries_.clear();
    orders_.clear();
    for (auto& entry : listed_) insert(std::move(entry));
    listed_.clear();
  }

  [[nodiscard]] std::vector<Entry> entries() const {
    const auto values = entries_ | std::views::values;
    return {values.begin(), values.end()};
  }
  [[nodiscard]] const std::map<Identity, Instant>& added() const { return added_; }
  [[nodiscard]] std::vector<Removed<Entry>> removed() const {
    std::vector<Removed<Entry>> last_first;
    for (const auto& [identity, gone] : removed_)
      if (!orders_.contains(identity)) last_first.push_back(gone);
    std::ranges::stable_sort(last_first, std::ranges::greater{}, &Removed<Entry>::at);
    return last_first;
  }

 private:
  void insert(Entry entry) {
    const auto identity = identity_of(entry);
    orders_[identity] = next_order_;
    entries_.emplace(next_order_++, std::move(entry));
  }

  /// A state that is updated stays where it is (xfrm_state_update()); a policy that is replaced
  /// becomes the newest (xfrm_policy_insert_list()).
  void put(EntryEvent event, const Entry& entry, Instant at) {
    const auto known = orders_.find(identity_of(entry));
    changes_.push_back({at, false, entry});
    if (known != orders_.end() && std::same_as<Entry, XfrmState> && event == EntryEvent::Updated) {
      entries_.at(known->second) = entry;
      return;
    }
    if (known != orders_.end()) entries_.erase(known->second);
    insert(entry);
    added_[identity_of(entry)] = at;
  }

  void remove(const Identity& identity, Instant at, bool expired) {
    const auto known = orders_.find(identity);
    if (known == orders_.end()) return;
    changes_.push_back({at, true, entries_.at(known->second)});
    removed_.insert_or_assign(identity, Removed<Entry>{entries_.at(known->second), at, expired});
    entries_.erase(known->second);
    orders_.erase(known);
    added_.erase(identity);
  }

  std::vector<EntryChange>& changes_;
  std::map<std::uint64_t, Entry> entries_;  ///< by order of insertion
  std::map<Identity, std::uint64_t> orders_;
  std::map<Identity, Instant> added_;
  std::map<Identity, Removed<Entry>> removed_;
  std::vector<Entry> listed_;
  std::uint64_t next_order_ = 0;
};

class Replay {
 public:
  Replay() = default;
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  void apply(const Observation& seen) {
    const Instant at = seen.at;
    if (const auto* states = std::get_if<StatesSeen>(&seen.what)) {
      for (const auto& state : states->states) states_.apply(states->event, state, at);
    } else if (const auto* policies = std::get_if<PoliciesSeen>(&seen.what)) {
      for (const auto& policy : policies->policies) policies_.apply(policies->event, policy, at);
    } else if (const auto* flushed = std::get_if<StatesFlushed>(&seen.what)) {
      states_.remove_all(at, [&](const XfrmState& state) {
        return flushed->protocol == 0 || state.protocol == flushed->protocol;
      });
    } else if (std::holds_alternative<PoliciesFlushed>(seen.what)) {
      policies_.remove_all(at, [](const XfrmPolicy& policy) { return !policy.is_sub; });
    } else if (const auto* listed = std::get_if<XfrmTablesListed>(&seen.what)) {
      states_.end_listing();
      policies_.end_listing();
      local_ = {listed->local_addresses.begin(), listed->local_addresses.end()};
      blocked_by_default_ = listed->blocked_by_default;
      known_ = true;
    } else {
      known_ = false;
    }
  }

  [[nodiscard]] std::optional<TablesAtTime> tables() const {
    if (!known_) return std::nullopt;
    return TablesAtTime{{states_.entries(), policies_.entries(), blocked_by_default_},
                        local_,
                        states_.removed(),
                        policies_.removed(),
                        states_.added(),
                        policies_.added()};
  }
  [[nodiscard]] const std::vector<EntryChange>& changes() const { return changes_; }

 private:
  std::vector<EntryChange> changes_;
  Table<XfrmState, StateIdentity> states_{changes_};
  Table<XfrmPolicy, PolicyIdentity> policies_{changes_};
  std::set<IpAddress> local_;
  std::vector<PolicyDirection> blocked_by_default_;
  bool known_ = false;
};

}  // namespace

StateIdentity identity_of(const XfrmState& state) {
  return {state.destination, state.spi, state.protocol, state.mark, state.interface_id};
}

PolicyIdentity identity_of(const XfrmPolicy& policy) {
  return {policy.direction, policy.is_sub, policy, policy.mark, policy.interface_id};
}

XfrmHistory::XfrmHistory(const Seen& seen)
    : told_(seen.of_any<StatesSeen, PoliciesSeen, StatesFlushed, PoliciesFlushed, XfrmTablesListed,
                        XfrmChangesLost>()) {
  std::erase_if(told_, [&](const auto* told) { return told->node != seen.node(); });
}

std::optional<TablesAtTime> XfrmHistory::at(Instant moment) const {
  Replay replay;
  for (const auto* seen : told_) {
    if (seen->at > moment) break;
    replay.apply(*seen);
  }
  return replay.tables();
}

std::vector<EntryChange> XfrmHistory::changes() const {
  Replay replay;
  for (const auto* seen : told_) replay.apply(*seen);
  return replay.changes();
}

std::set<IpAddress> XfrmHistory::local_addresses() const {
  for (const auto* seen : told_ | std::views::reverse)
    if (const auto* listed = std::get_if<XfrmTablesListed>(&seen->what))
      return {listed->local_addresses.begin(), listed->local_addresses.end()};
  return {};
}

}  // namespace canary

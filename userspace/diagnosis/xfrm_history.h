// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <variant>
#include <vector>

#include "model/xfrm_tables.h"
#include "timeline/seen.h"

namespace canary {

/// What the kernel tells states apart by; the source is not part of it (__xfrm_state_lookup()).
using StateIdentity = std::tuple<IpAddress, std::uint32_t, std::uint8_t, Mark, std::uint32_t>;
[[nodiscard]] StateIdentity identity_of(const XfrmState& state);

/// What it tells policies apart by; the priority is not part of it (xfrm_policy_insert_list()).
using PolicyIdentity = std::tuple<PolicyDirection, bool, XfrmSelector, Mark, std::uint32_t>;
[[nodiscard]] PolicyIdentity identity_of(const XfrmPolicy& policy);

/// An entry that is there no more.
template <class Entry>
struct Removed {
  Entry entry;
  Instant at;
  bool expired = false;  ///< by the kernel itself, at a hard limit
  bool operator==(const Removed&) const = default;
};

/// A node's tables as they stood at one moment, and what had become of them in the session.
struct TablesAtTime {
  XfrmTables tables;
  std::set<IpAddress> local;
  std::vector<Removed<XfrmState>> removed_states;  ///< and not added again; the last one first
  std::vector<Removed<XfrmPolicy>> removed_policies;
  std::map<StateIdentity, Instant> states_added;  ///< those that came in the session
  std::map<PolicyIdentity, Instant> policies_added;
};

/// An entry that came (or was changed), or went.
struct EntryChange {
  Instant at;
  bool gone = false;
  std::variant<XfrmState, XfrmPolicy> entry;
};

/// Replays what the watch over one node's states and policies told.
class XfrmHistory {
 public:
  /// What was `seen` must live longer.
  explicit XfrmHistory(const Seen& seen);

  /// The tables at that moment. Nothing where they were not known then: before the first listing,
  /// and after missed changes until the next one. Takes time in proportion to what was told until
  /// then.
  [[nodiscard]] std::optional<TablesAtTime> at(Instant moment) const;

  /// All that was told of; a flush is told of entry by entry.
  [[nodiscard]] std::vector<EntryChange> changes() const;
  /// The node's own addresses as they were listed last.
  [[nodiscard]] std::set<IpAddress> local_addresses() const;

 private:
  std::vector<const Observation*> told_;
};

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/xfrm_tables.h"
#include "testing/timeline_builder.h"

namespace canary::testing {

/// The tables that Cilium 1.13.2 installs on `node` for `peer`, whose marks bear no node
/// ID: a state in, one out; the default-drop policy, one out, one fwd; in that order.
[[nodiscard]] XfrmTables healthy_tables(const NodeName& node, const NodeName& peer);

/// Tables for 1 to 65,535 peers, as ENI layouts have them: the policies out differ by mark only.
[[nodiscard]] XfrmTables tables_of_many_peers(std::uint32_t peers);

inline XfrmState& state_in(XfrmTables& tables) { return tables.states[0]; }
inline XfrmState& state_out(XfrmTables& tables) { return tables.states[1]; }
inline XfrmPolicy& policy_out(XfrmTables& tables) { return tables.policies[1]; }
inline XfrmPolicy& policy_fwd(XfrmTables& tables) { return tables.policies[2]; }

// The watch over `node`'s tables as it is told to a timeline.
void list_tables(TimelineBuilder& builder, const NodeName& node, const XfrmTables& tables,
                 Duration at);
void change(TimelineBuilder& builder, EntryEvent event, const XfrmState& state, Duration at);
void change(TimelineBuilder& builder, EntryEvent event, const XfrmPolicy& policy, Duration at);

}  // namespace canary::testing

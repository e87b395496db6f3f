// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diagnosis/drop_explanation.h"
#include "inspection/xfrm_lookup.h"

namespace canary {

/// What a drop is explained from.
struct DropContext {
  const PacketDropped& drop;
  const TablesAtTime& tables;
  const XfrmLookup& lookup;
  const MomentWords& words;
};

/// XfrmInNoStates: no state for the destination, SPI and mark of an ESP packet.
[[nodiscard]] std::optional<Explanation> explain_missing_state(const DropContext& about);

/// The state that the kernel took for an arriving ESP packet refused it, for the reason that
/// `complaint` tells of it: "does not decrypt it: ...".
[[nodiscard]] std::optional<Explanation> explain_refusing_state(const DropContext& about,
                                                                std::string_view complaint);

/// A state that came to its end, named by the ESP packet's destination and SPI.
[[nodiscard]] std::optional<Explanation> explain_worn_state(const DropContext& about,
                                                            std::string_view complaint);

/// "was deleted 310 ms after the start", "expired ..."
template <class Entry>
[[nodiscard]] std::string removal_words(const Removed<Entry>& removed, const MomentWords& words) {
  return (removed.expired ? "expired " : "was deleted ") + words.tell(removed.at);
}

/// "state S was added 310 ms after the start" where it came in the session.
void tell_when_added(const XfrmState& state, const DropContext& about, Explanation& explanation);

}  // namespace canary

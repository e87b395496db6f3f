// SPDX-License-Identifier: Apache-2.0
#include "model/offloaded_states.h"

#include <utility>

namespace canary {

void OffloadedStates::fold(Instant at, const Observed& what) {
  if (const auto* seen = std::get_if<StatesSeen>(&what)) {
    fold_states(at, *seen);
  } else if (const auto* flushed = std::get_if<StatesFlushed>(&what)) {
    const auto before = standing_;
    for (const auto& [identity, name] : before)
      if (flushed->protocol == 0 || flushed->protocol == std::get<std::uint8_t>(identity))
        remove(at, identity);
  } else if (std::holds_alternative<XfrmTablesListed>(what)) {
    if (!standing_.empty()) ended_ = at;
    standing_ = std::exchange(listed_, {});
  }
}

void OffloadedStates::fold_states(Instant at, const StatesSeen& seen) {
  for (const XfrmState& state : seen.states) {
    const Identity identity{state.destination, state.spi, state.protocol, state.mark,
                            state.interface_id};
    const bool gone = seen.event == EntryEvent::Deleted || seen.event == EntryEvent::Expired;
    if (gone || state.offload != Offload::Packet)
      remove(at, identity);
    else if (seen.event == EntryEvent::Listed)
      listed_.emplace(identity, to_text(state));
    else
      standing_.insert_or_assign(identity, to_text(state));
  }
}

void OffloadedStates::remove(Instant at, const Identity& identity) {
  if (standing_.erase(identity) > 0) ended_ = at;
}

bool OffloadedStates::stood_after(Instant moment) const {
  return !standing_.empty() || (ended_ && *ended_ >= moment);
}

std::string OffloadedStates::name() const {
  return standing_.empty() ? "" : standing_.begin()->second;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/state_explanation.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {
namespace {

constexpr std::size_t kStatesTold = 3;

struct Wanted {
  IpAddress destination;
  std::uint32_t spi;
};

std::optional<Wanted> wanted_by(const PacketDropped& drop) {
  if (!drop.destination || !drop.esp) return std::nullopt;
  return Wanted{*drop.destination, drop.esp->spi};
}

std::string packet_mark(const PacketDropped& drop) {
  return drop.mark ? fmt::format("{:#x}", *drop.mark) : std::string("another one");
}

/// "state S was added 310 ms after the start" where it came in the session.
void tell_when_added(const XfrmState& state, const DropContext& about, Explanation& explanation) {
  const auto found = about.tables.states_added.find(identity_of(state));
  if (found != about.tables.states_added.end())
    explanation.evidence.push_back(
        fmt::format("state {} was added {}", to_text(state), about.words.tell(found->second)));
}

/// States for that destination and SPI whose mark the packet does not bear.
Explanation of_marks(const std::vector<const XfrmState*>& candidates, const DropContext& about) {
  const auto& first = *candidates.front();
  Explanation explanation{fmt::format("{} state {} asks for mark {}, and the packet bore {}",
                                      candidates.size() == 1 ? "the only" : "the", to_text(first),
                                      to_text(first.mark), packet_mark(about.drop)),
                          {},
                          {}};
  tell_when_added(first, about, explanation);
  for (std::size_t i = 1; i < std::min(candidates.size(), kStatesTold); ++i)
    explanation.evidence.push_back(
        fmt::format("nor does state {} take it", to_text(*candidates[i])));
  return explanation;
}

/// What comes near: states for that SPI elsewhere.
void tell_states_elsewhere(const Wanted& wanted, const DropContext& about,
                           Explanation& explanation) {
  std::size_t told = 0;
  for (const auto& state : about.tables.tables.states) {
    if (told == kStatesTold) return;
    if (state.spi != wanted.spi || state.destination == wanted.destination) continue;
    if (!about.tables.local.contains(state.destination) &&
        !about.tables.states_added.contains(identity_of(state)))
      continue;
    explanation.evidence.push_back(fmt::format("state {} is for another address", to_text(state)));
    tell_when_added(state, about, explanation);
    ++told;
  }
}

Explanation of_removal(const Removed<XfrmState>& removed, const Wanted& wanted,
                       const DropContext& about) {
  Explanation explanation{
      fmt::format("state {} {}", to_text(removed.entry), removal_words(removed, about.words)),
      {},
      {}};
  tell_states_elsewhere(wanted, about, explanation);
  return explanation;
}

Explanation of_absence(const Wanted& wanted, const DropContext& about) {
  Explanation explanation{
      fmt::format("there is no state for SPI {} to {}", wanted.spi, to_text(wanted.destination)),
      {},
      {}};
  std::size_t told = 0;
  for (const auto* state : about.lookup.states_to(wanted.destination)) {
    if (state->is_larval() || ++told > kStatesTold) continue;
    explanation.evidence.push_back(fmt::format("state {} has another SPI", to_text(*state)));
  }
  if (told == 0) tell_states_elsewhere(wanted, about, explanation);
  return explanation;
}

}  // namespace

std::optional<Explanation> explain_missing_state(const DropContext& about) {
  const auto wanted = wanted_by(about.drop);
  if (!wanted) return std::nullopt;
  std::vector<const XfrmState*> candidates;
  for (const auto* state : about.lookup.states_to(wanted->destination))
    if (state->spi == wanted->spi && !state->is_larval()) candidates.push_back(state);
  if (!candidates.empty()) {
    const auto takes = [&](const XfrmState* state) {
      return !about.drop.mark || state->mark.matches(*about.drop.mark);
    };
    if (std::ranges::any_of(candidates, takes)) return std::nullopt;
    return of_marks(candidates, about);
  }
  for (const auto& removed : about.tables.removed_states)
    if (removed.entry.destination == wanted->destination && removed.entry.spi == wanted->spi)
      return of_removal(removed, *wanted, about);
  return of_absence(*wanted, about);
}

std::optional<Explanation> explain_refusing_state(const DropContext& about,
                                                  std::string_view complaint) {
  const auto wanted = wanted_by(about.drop);
  if (!wanted) return std::nullopt;
  const XfrmState* state = nullptr;
  if (about.drop.mark) {
    state = about.lookup.inbound_state(wanted->destination, wanted->spi, *about.drop.mark);
  } else {
    for (const auto* candidate : about.lookup.states_to(wanted->destination)) {
      if (candidate->spi != wanted->spi || candidate->is_larval()) continue;
      if (state != nullptr) return std::nullopt;  // either may have been taken
      state = candidate;
    }
  }
  if (state == nullptr) return std::nullopt;
  Explanation explanation{fmt::format("state {} {}", to_text(*state), complaint), {}, {}};
  tell_when_added(*state, about, explanation);
  return explanation;
}

std::optional<Explanation> explain_worn_state(const DropContext& about,
                                              std::string_view complaint) {
  const auto wanted = wanted_by(about.drop);
  if (!wanted) return std::nullopt;
  const XfrmState* worn = nullptr;
  for (const auto* state : about.lookup.states_to(wanted->destination)) {
    const bool same_source =
        !about.drop.source || is_unspecified(state->source) || state->source == *about.drop.source;
    if (state->spi != wanted->spi || !same_source) continue;
    if (worn != nullptr) return std::nullopt;
    worn = state;
  }
  if (worn == nullptr)
    for (const auto& removed : about.tables.removed_states)
      if (removed.expired && removed.entry.destination == wanted->destination &&
          removed.entry.spi == wanted->spi) {
        worn = &removed.entry;
        break;
      }
  if (worn == nullptr) return std::nullopt;
  Explanation explanation{fmt::format("state {} {}", to_text(*worn), complaint), {}, {}};
  tell_when_added(*worn, about, explanation);
  return explanation;
}

}  // namespace canary

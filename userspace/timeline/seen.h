// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <ranges>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "timeline/timeline.h"

namespace canary {

/// One observation, of which the kind is known.
template <class What>
struct SeenAt {
  Instant at;
  const What& what;
};

/// What one node saw, sorted by kind in one pass, so that whoever asks for one kind walks over that
/// alone. Borrows the timeline, which must live longer; made without a word from it, as views are.
class Seen {
 public:
  Seen(const NodeTimeline& session);

  [[nodiscard]] const NodeTimeline& session() const { return *session_; }
  [[nodiscard]] const SessionHeader& header() const { return session_->header; }
  [[nodiscard]] const NodeName& node() const { return session_->header.node; }

  /// All observations of a kind, in the order in which they were pushed:
  ///   for (const auto [at, drop] : seen.of<PacketDropped>()) ...
  template <class What>
  [[nodiscard]] auto of() const {
    return std::views::transform(whole<What>(), [](const Observation* seen) {
      return SeenAt<What>{seen->at, std::get<What>(seen->what)};
    });
  }
  /// The same observations as a whole.
  template <class What>
  [[nodiscard]] std::span<const Observation* const> whole() const {
    return by_kind_[kPlaceOf<What>];
  }
  template <class What>
  [[nodiscard]] bool any() const {
    return !whole<What>().empty();
  }
  /// All observations of several kinds, in the order in which they were pushed.
  template <class... What>
  [[nodiscard]] std::vector<const Observation*> of_any() const {
    std::vector<const Observation*> together;
    (together.insert(together.end(), whole<What>().begin(), whole<What>().end()), ...);
    std::ranges::sort(together);  // they lie in one vector
    return together;
  }
  /// All observations of several kinds, by time; of one time, in the order in which they were
  /// pushed.
  template <class... What>
  [[nodiscard]] std::vector<const Observation*> by_time() const {
    auto sorted = of_any<What...>();
    std::ranges::stable_sort(sorted, {}, &Observation::at);
    return sorted;
  }

 private:
  static constexpr std::size_t kKinds = std::variant_size_v<Observed>;

  template <class What>
  static constexpr std::size_t kPlaceOf = []<std::size_t... I>(std::index_sequence<I...>) {
    return ((std::same_as<What, std::variant_alternative_t<I, Observed>> ? I : 0) + ...);
  }
  (std::make_index_sequence<kKinds>{});

  const NodeTimeline* session_;
  std::array<std::vector<const Observation*>, kKinds> by_kind_;
};

}  // namespace canary

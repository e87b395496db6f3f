// SPDX-License-Identifier: Apache-2.0
#include "ledger/wire_balance.h"

#include <algorithm>
#include <vector>

namespace canary {
namespace {

/// How many states the sender had used when the receiver began to watch; negative: the other way
/// round.
using Shift = std::int64_t;

/// Whether the receiver's states may be the sender's, `shift` further on. What both saw begin (or
/// end) may not begin before (or end after) what was sent.
bool fits(const SequenceCount& left, const SequenceCount& arrived, Shift shift) {
  const auto& sent = left.states();
  const auto& received = arrived.states();
  for (std::size_t j = 0; j < received.size(); ++j) {
    const auto at = static_cast<Shift>(j) + shift;
    if (at < 0 || at >= static_cast<Shift>(sent.size())) continue;
    const auto i = static_cast<std::size_t>(at);
    if (i > 0 && received[j].first < sent[i].first) return false;
    if (i + 1 < sent.size() && received[j].highest > sent[i].highest) return false;
    if (received[j].first > sent[i].highest || sent[i].first > received[j].highest) return false;
  }
  return true;
}

/// As many states in common as possible; absent where that can be had in more ways than one.
std::optional<Shift> align(const SequenceCount& left, const SequenceCount& arrived) {
  const auto sent = static_cast<Shift>(left.states().size());
  const auto received = static_cast<Shift>(arrived.states().size());
  std::optional<Shift> best;
  Shift most = 0;
  bool ambiguous = false;
  for (Shift shift = 1 - received; shift < sent; ++shift) {
    if (!fits(left, arrived, shift)) continue;
    const auto common = std::min(sent, received + shift) - std::max<Shift>(0, shift);
    ambiguous = best && common == most;
    if (best && common < most) continue;
    best = shift;
    most = common;
  }
  return ambiguous ? std::nullopt : best;
}

class Comparison {
 public:
  Comparison(const SequenceCount& left, const SequenceCount& arrived, Shift shift)
      : left_(left), arrived_(arrived), shift_(shift) {
    from_ = std::max(left.before_first(), to_sender(arrived.before_first()));
    to_ = std::min(left.last(), to_sender(arrived.last()));
    places_ = left.places();
    for (const auto& place : arrived.places()) places_.push_back(to_sender(place));
    std::erase_if(places_, [&](const auto& place) { return place < from_ || place > to_; });
    std::ranges::sort(places_);
  }

  [[nodiscard]] std::optional<WireBalance> balance() const {
    const auto first = std::ranges::find_if(places_, [&](const auto& at) { return exact(at); });
    if (first == places_.end()) return std::nullopt;
    auto last = std::prev(places_.end());
    while (!exact(*last)) --last;
    const auto left = *left_.up_to(*last) - *left_.up_to(*first);
    const auto arrived = *arrived_up_to(*last) - *arrived_up_to(*first);
    return WireBalance{static_cast<std::int64_t>(left) - static_cast<std::int64_t>(arrived),
                       left_.packets() - left, arrived_.packets() - arrived};
  }

 private:
  /// In the sender's states. Those of which the sender saw nothing lie before or behind all.
  [[nodiscard]] SequencePlace to_sender(const SequencePlace& place) const {
    const auto state = static_cast<Shift>(place.state) + shift_;
    if (state < 0) return {0, 0};
    return {static_cast<std::uint32_t>(state), place.sequence};
  }
  [[nodiscard]] std::optional<std::uint64_t> arrived_up_to(const SequencePlace& place) const {
    const auto state = static_cast<Shift>(place.state) - shift_;
    if (state < 0) return 0;
    return arrived_.up_to({static_cast<std::uint32_t>(state), place.sequence});
  }
  [[nodiscard]] bool exact(const SequencePlace& place) const {
    return left_.up_to(place) && arrived_up_to(place);
  }

  const SequenceCount& left_;
  const SequenceCount& arrived_;
  Shift shift_;
  SequencePlace from_, to_;
  std::vector<SequencePlace> places_;
};

}  // namespace

std::optional<WireBalance> balance_wire(const SequenceCount& left, const SequenceCount& arrived) {
  if (!left.known() || !arrived.known()) return std::nullopt;
  const auto shift = align(left, arrived);
  if (!shift) return std::nullopt;
  return Comparison(left, arrived, *shift).balance();
}

}  // namespace canary

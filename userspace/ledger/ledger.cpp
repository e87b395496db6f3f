// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "ledger/esp_side.h"
#include "ledger/wire_balance.h"

namespace canary {
namespace {

/// As many packets as the kernel hands on in one go (NAPI_POLL_WEIGHT, include/linux/netdevice.h).
constexpr std::int64_t kMostInFlight = 64;

std::int64_t difference(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::int64_t>(a) - static_cast<std::int64_t>(b);
}

void unbalance(LedgerRow& row, const char* where, std::int64_t by) {
  if (by == 0) return;
  row.unbalanced_at[where] += by;
  row.unbalanced += by;
}

/// Whether the first packet of one count is the first of the other, too: none was in between when
/// counting began, however soon afterwards the counts were told.
bool begun_together(const EspSide& side) {
  const auto& before = side.numbers_before;
  const auto& after = side.numbers_after;
  return before.known() && after.known() &&
         before.states().front().first == after.states().front().first;
}

/// What is between two counts because these were not begun or not read at the same moment.
std::int64_t in_flight(const EspSide& side, std::int64_t missing) {
  const bool cut_off = side.cut_off_at_end || (side.cut_off_at_begin && !begun_together(side));
  return cut_off && std::abs(missing) <= kMostInFlight ? missing : 0;
}

/// How many numbers were given out beyond those that were counted: more than none, and the hook has
/// missed packets.
std::int64_t uncounted_numbers(const EspSide& side) {
  const auto& numbers = side.numbers_before;
  if (!numbers.known()) return 0;
  std::uint64_t given = 0;
  for (const auto& state : numbers.states()) given += state.highest - state.first + 1;
  return difference(given, *side.before);
}

void balance_sender(LedgerRow& row, const NodeSession& session, const EspSide& side) {
  if (!side.before) return;
  unbalance(row, "sender", -uncounted_numbers(side));
  if (!side.after) return;
  const auto missing = difference(*side.before, *side.after);
  row.in_flight += in_flight(side, missing);
  const auto lost = missing - in_flight(side, missing);
  if (lost < 0 || !saw_everything(session))
    unbalance(row, "sender", lost);
  else
    row.lost_before_wire = static_cast<std::uint64_t>(lost);
}

void balance_receiver(LedgerRow& row, const EspSide& side) {
  row.duplicated = side.numbers_before.known() ? side.numbers_before.duplicated() : 0;
  row.dropped_on_arrival = side.dropped_on_arrival;
  if (!side.before || !side.after) return;
  const auto missing = difference(*side.before, *side.after + side.dropped_on_arrival);
  row.in_flight += in_flight(side, missing);
  unbalance(row, "receiver", missing - in_flight(side, missing));
}

LedgerRow to_row(const NodeSession& session, const EspSideKey& key, const EspSide& side,
                 const AddressBook& book) {
  LedgerRow row;
  row.local = key.inbound ? book.name_of(key.source) : session.node();
  row.remote = key.inbound ? session.node() : book.name_of(key.destination);
  row.spi = key.spi;
  row.outer = outer_text(key.source, key.destination);
  (key.inbound ? row.arrived : row.encrypted) = side.before;
  (key.inbound ? row.decrypted : row.left) = side.after;
  row.dropped = side.dropped;
  key.inbound ? balance_receiver(row, side) : balance_sender(row, session, side);
  return row;
}

/// Recordings without sequence numbers tell only where the receiver watched as long as the sender,
/// by their clocks; too little by what passed before and after the sender's session.
void compare_totals(LedgerRow& row, const NodeSession& sender, const NodeSession& receiver) {
  const bool watched_as_long =
      receiver.span.from <= sender.span.from && sender.span.to <= receiver.span.to;
  if (watched_as_long && row.left && row.arrived && *row.left >= *row.arrived)
    row.lost_on_wire = *row.left - *row.arrived;
}

void balance_between(LedgerRow& row, const NodeSession& sender, const NodeSession& receiver,
                     const EspSide& left, const EspSide& arrived) {
  const bool nobody_blind = saw_everything(sender) && saw_everything(receiver);
  // Where two states share SPI and addresses, their numbers alternate, which only encryption shows.
  const bool numbered = left.numbers_after.known() && arrived.numbers_before.known() &&
                        (!left.before || left.numbers_before.known());
  if (!numbered && nobody_blind) return compare_totals(row, sender, receiver);
  const auto wire = balance_wire(left.numbers_after, arrived.numbers_before);
  if (!wire) return;
  row.left_unwatched = wire->left_unwatched;
  row.arrived_unwatched = wire->arrived_unwatched;
  if (wire->lost < 0 || !nobody_blind)
    unbalance(row, "wire", wire->lost);
  else
    row.lost_on_wire = static_cast<std::uint64_t>(wire->lost);
}

/// Adds the receiver's side to the sender's row.
void join(LedgerRow& row, const NodeSession& sender, const EspSide& outbound,
          const NodeSession& receiver, const EspSide& inbound) {
  row.remote = receiver.node();
  row.arrived = inbound.before;
  row.decrypted = inbound.after;
  for (const auto& [cause, packets] : inbound.dropped) row.dropped[cause] += packets;
  balance_receiver(row, inbound);
  balance_between(row, sender, receiver, outbound, inbound);
}

}  // namespace

std::vector<LedgerRow> make_ledger(std::span<const NodeSession> sessions, const AddressBook& book) {
  std::vector<EspSides> sides;
  std::map<EspSideKey, std::vector<std::size_t>> receivers;  // inbound sides: which sessions
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    sides.push_back(read_sides(sessions[i]));
    for (const auto& [key, side] : sides.back())
      if (key.inbound && !is_unspecified(key.source)) receivers[key].push_back(i);
  }
  std::vector<LedgerRow> rows;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    for (auto& [key, side] : sides[i]) {
      if (key.inbound) continue;
      rows.push_back(to_row(sessions[i], key, side, book));
      const EspSideKey inbound{true, key.source, key.destination, key.spi};
      const auto found = receivers.find(inbound);
      if (found == receivers.end() || found->second.size() != 1 || found->second[0] == i) continue;
      const auto receiver = found->second[0];
      join(rows.back(), sessions[i], side, sessions[receiver], sides[receiver].at(inbound));
      sides[receiver].erase(inbound);
      receivers.erase(found);
    }
  }
  for (std::size_t i = 0; i < sessions.size(); ++i)
    for (const auto& [key, side] : sides[i])
      if (key.inbound) rows.push_back(to_row(sessions[i], key, side, book));
  return rows;
}

}  // namespace canary

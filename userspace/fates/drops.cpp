// SPDX-License-Identifier: Apache-2.0
#include "fates/drops.h"

#include <algorithm>
#include <tuple>

#include "model/drop_cause.h"

namespace canary {
namespace {

/// What drops must have in common to be one row.
using Row =
    std::tuple<NodeName, std::string, std::optional<std::uint32_t>, std::optional<std::string>,
               std::optional<std::string>, std::optional<std::uint32_t>>;

Row row_of(const NodeName& node, const PacketDropped& drop, const AddressBook& book) {
  std::optional<std::uint32_t> spi;
  std::optional<std::string> remote, outer;
  if (const auto& address = remote_address(drop)) remote = book.name_of(*address);
  if (drop.esp) spi = drop.esp->spi;
  if (drop.esp && drop.source && drop.destination)
    outer = outer_text(*drop.source, *drop.destination);
  return {node, drop.cause, spi, remote, outer, drop.mark};
}

DropSummary to_summary(const Row& row, Instant at) {
  const auto& [node, cause, spi, remote, outer, mark] = row;
  const auto direction = describe_drop_cause(cause).direction;
  return {node, std::string(to_text(direction)), cause, spi, remote, outer, mark, 0, at, at};
}

}  // namespace

const Boxed<IpAddress>& remote_address(const PacketDropped& drop) {
  return describe_drop_cause(drop.cause).direction == Direction::In ? drop.source
                                                                    : drop.destination;
}

const NodeName* remote_of(const PacketDropped& drop, const AddressBook& book) {
  const auto& address = remote_address(drop);
  return address ? book.owner(*address) : nullptr;
}

std::vector<DropSummary> summarise_drops(std::span<const NodeSession> sessions,
                                         const AddressBook& book) {
  std::map<Row, DropSummary> rows;
  for (const auto& session : sessions) {
    for (const auto [at, drop] : session.seen.of<PacketDropped>()) {
      const Row row = row_of(session.node(), drop, book);
      auto& summary = rows.try_emplace(row, to_summary(row, at)).first->second;
      summary.packets += drop.packets;
      summary.first = std::min(summary.first, at);
      summary.last = std::max(summary.last, at);
    }
  }
  std::vector<DropSummary> summaries;
  summaries.reserve(rows.size());
  for (auto& [row, summary] : rows) summaries.push_back(std::move(summary));
  std::ranges::stable_sort(summaries, {}, &DropSummary::first);
  return summaries;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "kernel/packet_counters.h"

#include <arpa/inet.h>

namespace canary {

void PacketCounters::add(std::map<Key, Count>& sums, std::span<const canary_counter> table) {
  for (const canary_counter& row : table) {
    if (row.stage == 0) continue;
    const Family family = row.family == 6 ? Family::V6 : Family::V4;
    const auto add = [&](CounterStage stage, std::uint64_t packets, std::uint64_t bytes) {
      if (packets == 0) return;
      Count& count = sums[{stage, ntohl(row.spi_be), IpAddress::of(family, row.source),
                           IpAddress::of(family, row.destination)}];
      count.packets += packets;
      count.bytes += bytes;
    };
    if (row.stage == CANARY_ENCRYPTED) add(CounterStage::Encrypted, row.packets, row.bytes);
    if (row.stage == CANARY_LEFT) add(CounterStage::Left, row.packets, row.bytes);
    if (row.stage == CANARY_ARRIVED) add(CounterStage::Arrived, row.packets, row.bytes);
    add(CounterStage::Decrypted, row.decrypted_packets, row.decrypted_bytes);
  }
}

std::vector<PacketsCounted> PacketCounters::changed(
    const std::vector<std::span<const canary_counter>>& tables) {
  std::map<Key, Count> sums;
  for (const auto& table : tables) add(sums, table);
  std::vector<PacketsCounted> changes;
  for (const auto& [key, count] : sums) {
    const auto before = last_.find(key);
    if (before != last_.end() && before->second == count) continue;
    const auto& [stage, spi, source, destination] = key;
    changes.push_back({stage, source, destination, spi, count.packets, count.bytes});
  }
  last_ = std::move(sums);
  return changes;
}

std::uint64_t PacketCounters::total(CounterStage stage) const {
  std::uint64_t packets = 0;
  for (const auto& [key, count] : last_)
    if (std::get<CounterStage>(key) == stage) packets += count.packets;
  return packets;
}

}  // namespace canary

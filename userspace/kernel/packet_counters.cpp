// SPDX-License-Identifier: Apache-2.0
#include "kernel/packet_counters.h"

#include <arpa/inet.h>

#include <atomic>
#include <cstring>

namespace canary {
namespace {

/// A row of which all parts are of one moment: read until it reads the same twice.
canary_counter read_whole(const canary_counter& shared) {
  constexpr int kMostAttempts = 8;
  canary_counter row = shared;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    std::atomic_thread_fence(std::memory_order_acquire);
    const canary_counter again = shared;
    if (std::memcmp(&row, &again, sizeof(row)) == 0) break;
    row = again;
  }
  return row;
}

SequencesCounted sequences_of(const canary_counter& row) {
  SequencesCounted counted;
  counted.first = row.before_first + 1;
  counted.highest = row.highest_sequence;
  counted.restarts = row.restarts;
  if (row.restarts > 0) {
    counted.ended_first = row.previous_before_first + 1;
    counted.ended_highest = row.previous_highest;
    counted.ended_packets = row.previous_packets;
  }
  counted.duplicated = row.duplicated;
  counted.reordered = row.reordered;
  return counted;
}

/// Numbers wrap: the one that lies less than half of them ahead is later.
bool is_before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

/// What two CPUs counted of the same state. After a restart nobody knows how much of what either
/// counted was before it.
std::optional<SequencesCounted> together(SequencesCounted a, const SequencesCounted& b) {
  if (a.restarts > 0 || b.restarts > 0) return std::nullopt;
  if (is_before(b.first, a.first)) a.first = b.first;
  if (is_before(a.highest, b.highest)) a.highest = b.highest;
  a.duplicated += b.duplicated;
  a.reordered += b.reordered;
  return a;
}

}  // namespace

void PacketCounters::add(std::map<Key, Count>& sums, std::span<const canary_counter> table) {
  for (const canary_counter& shared : table) {
    if (shared.stage == 0) continue;
    const canary_counter row = read_whole(shared);
    const Family family = row.family == 6 ? Family::V6 : Family::V4;
    const auto key_of = [&](CounterStage stage) {
      return Key{stage, ntohl(row.spi_be), IpAddress::of(family, row.source),
                 IpAddress::of(family, row.destination)};
    };
    const auto add = [&](CounterStage stage) {
      if (row.packets == 0) return;
      const auto [found, is_new] = sums.try_emplace(key_of(stage));
      Count& count = found->second;
      count.packets += row.packets;
      count.bytes += row.bytes;
      if (is_new)
        count.sequences = sequences_of(row);
      else if (count.sequences)
        count.sequences = together(*count.sequences, sequences_of(row));
    };
    if (row.stage == CANARY_ENCRYPTED) add(CounterStage::Encrypted);
    if (row.stage == CANARY_LEFT) add(CounterStage::Left);
    if (row.stage == CANARY_ARRIVED) add(CounterStage::Arrived);
    if (row.decrypted_packets == 0) continue;
    Count& decrypted = sums[key_of(CounterStage::Decrypted)];
    decrypted.packets += row.decrypted_packets;
    decrypted.bytes += row.decrypted_bytes;
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
    changes.push_back(
        {stage, source, destination, spi, count.packets, count.bytes, count.sequences});
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

// SPDX-License-Identifier: Apache-2.0
#include "kernel/plaintext_counters.h"

#include <bpf/bpf.h>

#include "bpf/abi.h"

namespace canary {
namespace {

PlaintextCounted decode(const canary_plaintext_key& key) {
  const Family family = key.family == 6 ? Family::V6 : Family::V4;
  ClearKind kind;
  kind.way = key.way == CANARY_WAY_IN ? ClearWay::Came : ClearWay::Left;
  kind.protocol = key.protocol;
  if ((key.bits & CANARY_SOURCE_PORT_NAMED) != 0) kind.source_port = key.source_port;
  if ((key.bits & CANARY_DESTINATION_PORT_NAMED) != 0) kind.destination_port = key.destination_port;
  kind.mark = key.mark;
  kind.authenticated = (key.bits & CANARY_AUTHENTICATED) != 0;
  return {IpAddress::of(family, key.source), IpAddress::of(family, key.destination), 0, 0, kind};
}

}  // namespace

std::vector<PlaintextCounted> PlaintextCounters::changed(int map) {
  std::vector<PlaintextCounted> changes;
  canary_plaintext_key key{};
  canary_plaintext_count count{};
  for (int more = bpf_map_get_next_key(map, nullptr, &key); more == 0;
       more = bpf_map_get_next_key(map, &key, &key)) {
    if (bpf_map_lookup_elem(map, &key, &count) != 0) continue;
    PlaintextCounted counted = decode(key);
    std::uint64_t& before = packets_[{counted.source, counted.destination, *counted.kind}];
    if (before == count.packets) continue;
    before = count.packets;
    counted.packets = count.packets;
    counted.bytes = count.bytes;
    changes.push_back(std::move(counted));
  }
  return changes;
}

}  // namespace canary

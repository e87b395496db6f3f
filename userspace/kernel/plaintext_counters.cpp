// SPDX-License-Identifier: Apache-2.0
#include "kernel/plaintext_counters.h"

#include <bpf/bpf.h>

#include "bpf/abi.h"

namespace canary {

std::vector<PlaintextCounted> PlaintextCounters::changed(int map) {
  std::vector<PlaintextCounted> changes;
  canary_plaintext_key key{};
  canary_plaintext_count count{};
  for (int more = bpf_map_get_next_key(map, nullptr, &key); more == 0;
       more = bpf_map_get_next_key(map, &key, &key)) {
    if (bpf_map_lookup_elem(map, &key, &count) != 0) continue;
    const Family family = key.family == 6 ? Family::V6 : Family::V4;
    const IpAddress source = IpAddress::of(family, key.source);
    const IpAddress destination = IpAddress::of(family, key.destination);
    std::uint64_t& before = packets_[{source, destination}];
    if (before == count.packets) continue;
    before = count.packets;
    changes.push_back({source, destination, count.packets, count.bytes});
  }
  return changes;
}

}  // namespace canary

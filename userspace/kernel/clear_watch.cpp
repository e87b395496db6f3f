// SPDX-License-Identifier: Apache-2.0
#include "kernel/clear_watch.h"

#include <algorithm>

#include "bpf/abi.h"

namespace canary {
namespace {

constexpr std::uint8_t kEsp = 50;
constexpr std::uint8_t kAh = 51;

/// ESP, or AH: what demands AH is told apart from what is not demanded.
bool asks_for_protection(const XfrmPolicy& policy) {
  return std::ranges::any_of(policy.templates, [](const XfrmTemplate& wanted) {
    return !wanted.optional && (wanted.protocol == kEsp || wanted.protocol == kAh);
  });
}

}  // namespace

ClearWatch::ClearWatch(Sinks sinks) : sinks_(std::move(sinks)) {
  constexpr std::uint16_t kIke = 500, kIkeBesideEsp = 4500;
  sinks_.name_port(kIke);
  sinks_.name_port(kIkeBesideEsp);
  // There from the beginning, so that there always is one to widen.
  for (const Family family : {Family::V4, Family::V6}) {
    const IpPrefix any{{family, {}}, 0};
    prefixes_.emplace(any, 0);
    sinks_.put_prefix(any, 0);
  }
}

std::uint32_t ClearWatch::bits_around(const IpPrefix& prefix) const {
  std::uint32_t bits = 0;
  for (int length = 0; length <= prefix.length; ++length) {
    const auto around = prefixes_.find(shortened(prefix, static_cast<std::uint8_t>(length)));
    if (around != prefixes_.end()) bits |= around->second;
  }
  return bits;
}

void ClearWatch::add(const IpPrefix& prefix, std::uint32_t bits) {
  if (const auto known = prefixes_.find(prefix);
      known != prefixes_.end() && (known->second & bits) == bits)
    return;
  const std::uint32_t all = bits_around(prefix) | bits;
  if (!sinks_.put_prefix(prefix, all)) {
    // No room: more is counted than was asked for, in place of less.
    if (prefix.length > 0) add(shortened(prefix, 0), bits);
    return;
  }
  prefixes_[prefix] = all;
  for (auto inside = prefixes_.lower_bound(prefix);
       inside != prefixes_.end() && prefix.contains(inside->first.address); ++inside) {
    if (inside->first.length <= prefix.length || (inside->second & bits) == bits) continue;
    inside->second |= bits;
    sinks_.put_prefix(inside->first, inside->second);
  }
}

void ClearWatch::name_ports(const PortMatch& wanted) {
  if (wanted.mask == 0) return;
  for (std::uint32_t port = 0; port < CANARY_PORTS; ++port)
    if ((port & wanted.mask) == wanted.value) sinks_.name_port(static_cast<std::uint16_t>(port));
}

void ClearWatch::add(const XfrmPolicy& policy) {
  if (policy.action != PolicyAction::Allow) return;
  name_ports(policy.source_port);
  name_ports(policy.destination_port);
  if (!asks_for_protection(policy)) {
    if ((policy.mark.mask & ~permitting_marks_) == 0) return;
    permitting_marks_ |= policy.mark.mask;
    sinks_.permit_marks(permitting_marks_);
    return;
  }
  const bool out = policy.direction == PolicyDirection::Out;
  // One that marked packets meet on their way in says nothing of where they come from.
  if (!out && policy.mark.mask != 0) return;
  add(policy.source, out ? CANARY_PROTECTED_LOCAL : CANARY_PROTECTED_REMOTE);
  add(policy.destination, out ? CANARY_PROTECTED_REMOTE : CANARY_PROTECTED_LOCAL);
}

void ClearWatch::add(std::span<const XfrmPolicy> policies) {
  for (const auto& policy : policies) add(policy);
}

}  // namespace canary

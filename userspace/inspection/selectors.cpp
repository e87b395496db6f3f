// SPDX-License-Identifier: Apache-2.0
#include "inspection/selectors.h"

#include <algorithm>

namespace canary {
namespace {

bool overlap(const IpPrefix& a, const IpPrefix& b) {
  return a.length <= b.length ? a.contains(b.address) : b.contains(a.address);
}

bool covers(const IpPrefix& a, const IpPrefix& b) {
  return a.length <= b.length && a.contains(b.address);
}

bool overlap(const PortMatch& a, const PortMatch& b) {
  return ((a.value ^ b.value) & a.mask & b.mask) == 0;
}

bool covers(const PortMatch& a, const PortMatch& b) {
  return (a.mask & b.mask) == a.mask && overlap(a, b);
}

/// 0 stands for any.
bool overlap(std::uint32_t a, std::uint32_t b) { return a == 0 || b == 0 || a == b; }
bool covers(std::uint32_t a, std::uint32_t b) { return a == 0 || a == b; }

bool covers(const Mark& a, const Mark& b) {
  return (a.mask & b.mask) == a.mask && ((a.value ^ b.value) & a.mask) == 0;
}

}  // namespace

bool overlap(const XfrmSelector& a, const XfrmSelector& b) {
  return overlap(a.source, b.source) && overlap(a.destination, b.destination) &&
         overlap(a.source_port, b.source_port) && overlap(a.destination_port, b.destination_port) &&
         overlap(std::uint32_t{a.protocol}, b.protocol) && overlap(a.device, b.device);
}

bool covers(const XfrmSelector& a, const XfrmSelector& b) {
  return covers(a.source, b.source) && covers(a.destination, b.destination) &&
         covers(a.source_port, b.source_port) && covers(a.destination_port, b.destination_port) &&
         covers(std::uint32_t{a.protocol}, b.protocol) && covers(a.device, b.device);
}

bool covers(const XfrmPolicy& a, const XfrmPolicy& b) {
  const XfrmSelector& broad = a;
  const XfrmSelector& narrow = b;
  return a.direction == b.direction && a.is_sub == b.is_sub && a.interface_id == b.interface_id &&
         covers(a.mark, b.mark) && covers(broad, narrow);
}

bool is_understood(const XfrmPolicy& policy) {
  return !policy.not_understood && policy.security_context.empty();
}

bool is_understood(const XfrmState& state) {
  return !state.not_understood && state.security_context.empty();
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string_view>

#include "demand/demand.h"

namespace canary::testing {

inline constexpr std::uint8_t kTcp = 6, kUdp = 17, kEsp = 50, kAh = 51, kIcmp = 1;

inline Instant at(Duration since_start) { return Instant{} + since_start; }

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

inline XfrmPolicy hole(std::string_view source, std::string_view destination) {
  XfrmPolicy policy;
  policy.source = IpPrefix::parse(source).value();
  policy.destination = IpPrefix::parse(destination).value();
  policy.priority = 100;
  return policy;
}

inline XfrmPolicy asking(std::string_view source, std::string_view destination,
                         std::uint8_t protocol = kEsp) {
  XfrmPolicy policy = hole(source, destination);
  policy.templates = {
      {ip("0.0.0.0"), ip("0.0.0.0"), 0, protocol, 1, XfrmMode::Transport, false, false}};
  return policy;
}

inline XfrmPolicy of(XfrmPolicy policy, PolicyDirection direction) {
  policy.direction = direction;
  return policy;
}

inline XfrmPolicy with_mark(XfrmPolicy policy, std::uint32_t value) {
  policy.mark = {value, 0xff00};
  return policy;
}

inline XfrmPolicy to_port(XfrmPolicy policy, std::uint8_t protocol, std::uint16_t port) {
  policy.protocol = protocol;
  policy.destination_port = {port, 0xffff};
  return policy;
}

inline XfrmPolicy before(XfrmPolicy policy) {
  policy.priority = 1;
  return policy;
}

inline XfrmState state_between_nodes() {
  XfrmState state;
  state.source = ip("192.0.2.1");
  state.destination = ip("192.0.2.2");
  return state;
}

inline ClearKind tcp() { return {ClearWay::Left, kTcp, std::nullopt, std::nullopt}; }
inline ClearKind udp_to(std::uint16_t port) { return {ClearWay::Left, kUdp, std::nullopt, port}; }
inline ClearKind came(ClearKind kind) {
  kind.way = ClearWay::Came;
  return kind;
}

/// A node whose address is 192.0.2.1.
class Policies : public ::testing::Test {
 protected:
  Policies() { see(Duration::zero(), XfrmTablesListed{{ip("192.0.2.1")}}); }

  void see(Duration when, const Observed& what) { demand_.fold(at(when), what); }
  void add(const XfrmPolicy& policy, Duration when = std::chrono::seconds(1)) {
    see(when, PoliciesSeen{EntryEvent::Added, {policy}});
  }
  void remove(const XfrmPolicy& policy, Duration when) {
    see(when, PoliciesSeen{EntryEvent::Deleted, {policy}});
  }

  [[nodiscard]] ClearWord word(std::string_view source, std::string_view destination,
                               const ClearKind& kind,
                               Duration when = std::chrono::seconds(10)) const {
    return demand_.word_of({ip(source), ip(destination), 1, 100, kind}, at(when));
  }
  [[nodiscard]] ClearWord between_nodes(const ClearKind& kind,
                                        Duration when = std::chrono::seconds(10)) const {
    return word("192.0.2.1", "192.0.2.2", kind, when);
  }

  Demand demand_{SessionHeader{}};
};

}  // namespace canary::testing

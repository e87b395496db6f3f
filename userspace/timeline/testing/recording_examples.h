// SPDX-License-Identifier: Apache-2.0
// For tests: a header and one observation of each kind, with values that are easily lost on the
// way (extremes, absent and present optionals, text that needs escaping). A new kind of observation
// without an example does not compile.
#pragma once

#include <limits>

#include "model/observation.h"
#include "model/session_header.h"
#include "testing/ip.h"
#include "timeline/timeline.h"

namespace canary::examples {

using namespace std::chrono_literals;
using testing::ip;

inline constexpr std::int64_t kUtcOffset = 1'795'000'000'123'456'789;

/// `boot_ns` after boot.
constexpr Instant at(std::int64_t boot_ns) { return {kUtcOffset + boot_ns}; }

inline SessionHeader header() {
  return {.node = "node-a",
          .kernel = "6.1.0-18-amd64",
          .agent_kind = "cilium",
          .utc_offset_ns = kUtcOffset,
          .started = at(7),
          .criteria = {.after_upgrade = true,
                       .interval = 100ms,
                       .deadline = 1s,
                       .agent_interval = 200ms,
                       .settle = 30s,
                       .recover_within = 20s,
                       .clean_probes = 5},
          .local_addresses = {ip("10.0.0.200"), ip("fd00::a")},
          .peers = {{"node-b", {ip("10.0.1.200")}, {IpPrefix::parse("10.0.1.0/24").value()}},
                    {"node-c", {}, {}}}};
}

template <class T>
constexpr T most = std::numeric_limits<T>::max();

inline ProbeKey probe() { return {ip("10.0.0.200"), ip("::ffff:1.2.3.4"), 65535, most<uint32_t>}; }

inline Observed example(std::type_identity<PathAdded>) {
  return PathAdded{1, "node-b", PathKind::Control, ip("192.0.2.1"), ip("192.0.2.2")};
}
inline Observed example(std::type_identity<ProbeSent>) { return ProbeSent{1, 2, 1400}; }
inline Observed example(std::type_identity<ReplyReceived>) {
  return ReplyReceived{1, 2, 3, -1ns, at(4), at(-6), true, false};
}
inline Observed example(std::type_identity<ProbeRefused>) {
  return ProbeRefused{1, 2, "Operation not \"permitted\"\n\\ \x01 \xc3\xa9", 1400};
}
inline Observed example(std::type_identity<NoAnswer>) {
  return NoAnswer{1, NoAnswerReason::NobodyListens, ip("10.0.1.10"), most<uint16_t>,
                  most<uint64_t>};
}
inline Observed example(std::type_identity<RequestsRefused>) {
  return RequestsRefused{ip("fd00::b"), ip("10.0.0.10"), 2};
}
inline Observed example(std::type_identity<ProberStalled>) { return ProberStalled{at(-5)}; }
inline Observed example(std::type_identity<AgentSeen>) { return AgentSeen{}; }
inline Observed example(std::type_identity<AgentGone>) { return AgentGone{""}; }
inline Observed example(std::type_identity<AgentReady>) { return AgentReady{"1.13.1", at(3)}; }
inline Observed example(std::type_identity<ProbeEncrypted>) {
  return ProbeEncrypted{
      probe(), ProbeLeg::Reply, {most<uint32_t>, 1}, ip("0.0.0.0"), ip("fd00::b"), 0xffff'ffff, 0,
      true};
}
inline Observed example(std::type_identity<ProbeLeftUplink>) {
  return ProbeLeftUplink{{3, most<uint32_t>}, ip("10.0.0.200"), ip("10.0.1.200")};
}
inline Observed example(std::type_identity<ProbeArrived>) {
  return ProbeArrived{probe(), ProbeLeg::Request, true, false, true};
}
inline Observed example(std::type_identity<ProbeLeftInClear>) {
  return ProbeLeftInClear{probe(), ProbeLeg::Reply};
}
inline Observed example(std::type_identity<PacketDropped>) {
  return PacketDropped{.cause = "XfrmInNoStates",
                       .packets = most<uint64_t>,
                       .esp = EspKey{3, 17},
                       .source = ip("10.0.0.200"),
                       .destination = ip("10.0.1.200"),
                       .mark = 0,
                       .probe = probe(),
                       .leg = ProbeLeg::Reply};
}
inline Observed example(std::type_identity<ProbeFreed>) {
  return ProbeFreed{
      {}, ProbeLeg::Request, {}, "NO_SOCKET", "udp_rcv", ip("10.0.0.1"), ip("10.0.1.1")};
}
inline Observed example(std::type_identity<PacketsCounted>) {
  return PacketsCounted{
      CounterStage::Arrived,
      ip("1.2.3.4"),
      ip("5.6.7.8"),
      3,
      most<uint64_t>,
      1,
      SequencesCounted{1, most<uint32_t>, 2, 3, 4, most<uint64_t>, 5, most<uint64_t>}};
}
inline Observed example(std::type_identity<PlaintextCounted>) {
  return PlaintextCounted{ip("10.0.0.1"), ip("10.0.1.1"), 1, most<uint64_t>,
                          ClearKind{ClearWay::Came, 17, 6081, std::nullopt, 7, true}};
}
inline Observed example(std::type_identity<PlaintextUncounted>) {
  return PlaintextUncounted{most<uint64_t>};
}
inline Observed example(std::type_identity<XfrmStatRead>) {
  return XfrmStatRead{{{"XfrmInError", 0}, {"XfrmInNoStates", most<uint64_t>}}};
}
inline Observed example(std::type_identity<HookAttached>) {
  return HookAttached{"tc_egress eth0", "tcx"};
}
inline Observed example(std::type_identity<HookDetached>) {
  return HookDetached{"tc_egress eth0", at(1), "qdisc replaced"};
}
inline Observed example(std::type_identity<HookRuns>) { return HookRuns{"xfrm_input", 12}; }
inline Observed example(std::type_identity<EventsLost>) { return EventsLost{at(9), 4}; }
inline Observed example(std::type_identity<UplinksFound>) {
  return UplinksFound{at(9),
                      {{2, "eth0", "the default route leads through it"}},
                      {{most<uint32_t>, "eth1", "the route to 10.5.0.0/24 leads through it"}},
                      {{4, "cilium_vxlan", "its packets leave in VXLAN"}},
                      {"eth7"},
                      "gre1 is no VXLAN device, so ESP in it is not seen"};
}
inline Observed example(std::type_identity<PeerNotAsked>) {
  return PeerNotAsked{"node-b", "connection refused"};
}
inline XfrmState state() {
  XfrmState state;
  state.source = ip("10.0.0.200");
  state.destination = ip("fd00::b");
  state.spi = most<uint32_t>;
  state.protocol = 51;
  state.reqid = 1;
  state.mode = XfrmMode::Transport;
  state.mark = {0xb013e00, 0xffffff00};
  state.output_mark = {0xe00, 0xf00};
  state.interface_id = 7;
  state.algorithm = "rfc4106(gcm(aes))";
  state.esn = state.encapsulated = true;
  state.output_sequence = state.bytes = state.packets = most<uint64_t>;
  state.integrity_failed = 2;
  state.added_unix_s = 1'795'000'000;
  state.used_unix_s = -1;
  state.hard = {1, {}, most<uint64_t>, 0};
  state.selector.emplace();
  state.selector->source = IpPrefix::parse("10.0.0.0/24").value();
  state.selector->destination_port = {6081, 0xffff};
  state.direction = PolicyDirection::In;
  state.cpu = 0;
  state.offload = Offload::Packet;
  state.extra_flags = 2;
  state.security_context = "system_u:object_r:ipsec_spd_t:s0";
  state.replay_window = 1024;
  state.replayed = 1;
  state.outside_window = most<uint64_t>;
  state.not_understood = true;
  return state;
}
inline XfrmPolicy policy() {
  XfrmPolicy policy;
  policy.direction = PolicyDirection::Forward;
  policy.source = IpPrefix::parse("0.0.0.0/0").value();
  policy.destination = IpPrefix::parse("10.0.1.0/24").value();
  policy.protocol = 17;
  policy.priority = 2975;
  policy.mark = {0x3e00, 0xff00};
  policy.interface_id = 7;
  policy.action = PolicyAction::Block;
  policy.templates = {{ip("0.0.0.0"), ip("10.0.1.200"), 3, 50, 1, XfrmMode::Other, true}, {}};
  policy.index = most<uint32_t>;
  policy.added_unix_s = 5;
  policy.source_port = {0x1000, 0xf000};
  policy.destination_port = {53, 0xffff};
  policy.device = 3;
  policy.user = 1000;
  policy.has_host_bits = policy.is_sub = policy.not_understood = true;
  policy.security_context = "context";
  policy.templates.back().limits_algorithms = true;
  return policy;
}
inline Observed example(std::type_identity<StatesSeen>) {
  return StatesSeen{EntryEvent::Listed, {state(), {}}};
}
inline Observed example(std::type_identity<PoliciesSeen>) {
  return PoliciesSeen{EntryEvent::Expired, {policy()}};
}
inline Observed example(std::type_identity<StatesFlushed>) { return StatesFlushed{50}; }
inline Observed example(std::type_identity<PoliciesFlushed>) { return PoliciesFlushed{}; }
inline Observed example(std::type_identity<XfrmTablesListed>) {
  return XfrmTablesListed{{ip("10.0.0.200"), ip("::1")},
                          {PolicyDirection::Out, PolicyDirection::Forward}};
}
inline Observed example(std::type_identity<XfrmChangesLost>) { return XfrmChangesLost{at(2)}; }
inline Observed example(std::type_identity<SessionEnded>) { return SessionEnded{"settled"}; }

/// One observation of each kind, the last one SessionEnded, and some twins with other optionals.
inline NodeTimeline timeline() {
  NodeTimeline result{header(), {}};
  std::int64_t boot_ns = 1;
  const auto add = [&](Observed what) {
    result.observations.push_back({at(boot_ns++), "node-a", std::move(what)});
  };
  add(AgentSeen{"1.13.0"});
  add(AgentReady{{}, at(0)});
  add(ReplyReceived{1, 2, 3, 5ns});
  add(PacketDropped{"XfrmOutPolBlock", 1, {}, {}, {}, {}, {}, ProbeLeg::Request});
  add(PacketsCounted{CounterStage::Decrypted, ip("1.2.3.4"), ip("5.6.7.8"), 3, 1, 1, {}});
  add(ProbeFreed{probe(), ProbeLeg::Reply, EspKey{3, 1}, "NOT_SPECIFIED", ""});
  add(XfrmStatRead{});
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add(example(std::type_identity<std::variant_alternative_t<I, Observed>>{})), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Observed>>{});
  return result;
}

}  // namespace canary::examples

// SPDX-License-Identifier: Apache-2.0
#include "report/testing/report_examples.h"

#include <fmt/format.h>

namespace canary::examples {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1'795'385'700'000'000'000};

Instant at(Duration after_start) { return kStart + after_start; }

PathJudgement path(NodeName local, NodeName remote, Family family, PathKind kind) {
  PathJudgement judged;
  judged.path = {std::move(local), std::move(remote), family, kind};
  judged.verdict = Verdict::Unaffected;
  judged.reason = "every probe was answered";
  judged.probes = {480, 480, 0, 0, 0, 0};
  judged.rtt = RoundTripTimes{212us, 840us, 3ms};
  return judged;
}

Fate fate(Stage stage, NodeName node, std::uint64_t count) {
  return {stage, std::move(node), ProbeLeg::Request, {}, {}, {}, count};
}

HookReport hook(NodeName node, std::string name, std::string mode, std::uint64_t runs) {
  return {std::move(node), std::move(name), std::move(mode), {{at(-1s), at(48s)}}, runs};
}

Judgement session(Verdict verdict, std::string reason) {
  Judgement judgement;
  judgement.verdict = verdict;
  judgement.reason = std::move(reason);
  judgement.started = kStart;
  judgement.ended = at(48s);
  judgement.node = "node-a";
  judgement.agents = {{"node-a", "cilium", at(5200ms), at(12400ms), "1.13.0", "1.13.1",
                       Span{at(12400ms), at(32400ms)}}};
  judgement.observer.kernel = "6.1.0-18-amd64";
  judgement.observer.hooks = {hook("node-a", "xfrm_input", "fentry", 812),
                              hook("node-a", "xfrm_replay_overflow", "fentry", 944),
                              hook("node-a", "tc_egress eth0", "clsact", 5120),
                              hook("node-a", "tc_ingress eth0", "clsact", 5012)};
  judgement.observer.xfrm_stat_delta["node-a"] = {};
  return judgement;
}

PathJudgement silent_path(NodeName remote) {
  PathJudgement judged = path("node-a", std::move(remote), Family::V4, PathKind::Encrypted);
  judged.verdict = Verdict::NotRecovered;
  judged.reason = "probes were still being lost when the session ended, 35.50 s after ready";
  judged.probes = {480, 62, 1, 417, 417, 0};
  Fate silent = fate(Stage::SenderUplink, "node-a", 414);
  silent.spi = 3;
  silent.outer = "0.0.0.0 -> 10.0.0.0";
  judged.outages = {{at(6300ms), at(47900ms), {}, 417, {silent}, 3}};
  return judged;
}

struct LedgerCounts {
  std::optional<std::uint64_t> encrypted, left, arrived, decrypted;
};

LedgerRow ledger_row(std::string local, std::string remote, const LedgerCounts& counts,
                     std::string outer = "10.0.0.200 -> 10.0.1.200") {
  LedgerRow row;
  row.local = std::move(local);
  row.remote = std::move(remote);
  row.spi = 3;
  row.outer = std::move(outer);
  row.encrypted = counts.encrypted;
  row.left = counts.left;
  row.arrived = counts.arrived;
  row.decrypted = counts.decrypted;
  return row;
}

}  // namespace

Judgement silent_upgrade() {
  Judgement judgement =
      session(Verdict::NotRecovered,
              "node-a -> node-b ipv4 encrypted lost all probes since +6.30 s and does so still");
  judgement.paths = {path("node-a", "node-b", Family::V4, PathKind::Control),
                     silent_path("node-b")};
  judgement.ledger = {ledger_row("node-a", "node-b", {414, 0, {}, {}}, "0.0.0.0 -> 10.0.0.0"),
                      ledger_row("node-a", "node-b", {62, 62, {}, {}})};
  judgement.ledger[0].lost_before_wire = 414;
  judgement.ledger[1].lost_before_wire = 0;
  judgement.findings = {
      {"no-such-peer",
       Severity::Warning,
       "node-a",
       "packets are encrypted to 10.0.0.0, which is no address of any node",
       {"414 packets, SPI 3, 0.0.0.0 -> 10.0.0.0, none left the uplink"},
       {"look for a policy whose template has these addresses: ip xfrm policy | grep -B3 "
        "'dst 10.0.0.0'",
        "delete that policy, or restart the agent of node-a so that it writes its policies anew"}}};
  return judgement;
}

Judgement recovered_upgrade() {
  Judgement judgement = session(
      Verdict::Recovered, "all of 2 paths are clean at most 300 ms after the agent was ready");
  judgement.node = "node-a, node-b";
  judgement.agents.push_back({"node-b", "cilium", at(20s), {}, "1.13.0", {}});

  PathJudgement forth = path("node-a", "node-b", Family::V4, PathKind::Encrypted);
  forth.verdict = Verdict::Recovered;
  forth.reason = "clean again 200 ms to 300 ms after ready";
  forth.probes = {480, 409, 0, 71, 60, 5};
  Fate blocked = fate(Stage::SenderPolicy, "node-a", 50);
  blocked.cause = "XfrmOutPolBlock";
  Fate no_state = fate(Stage::ReceiverDecrypt, "node-a", 5);
  no_state.cause = "XfrmInNoStates";
  no_state.leg = ProbeLeg::Reply;
  no_state.spi = 4;
  no_state.outer = "10.0.1.200 -> 10.0.0.200";
  forth.outages = {
      {at(5500ms), at(10400ms), std::pair(at(10400ms), at(10500ms)), 60, {no_state, blocked}, 5},
      {at(11500ms),
       at(12600ms),
       std::pair(at(12600ms), at(12700ms)),
       11,
       {fate(Stage::Wire, "node-a", 11)},
       0}};
  forth.recovery_after_ready = std::pair(200ms, 300ms);
  forth.clocks =
      PathClocks{at(10s),
                 at(10200ms),
                 at(10300ms),
                 {{"node-a", "state 10.0.0.200 -> 10.0.1.200 SPI 0x3", at(5s), at(10200ms)},
                  {"node-b", "policy fwd 0.0.0.0/0 -> 10.0.1.0/24 priority 2975", at(9s), {}},
                  {"node-b", "state 0.0.0.0 -> 10.0.1.200 SPI 0x4", {}, at(9500ms)},
                  {"node-b", "state 0.0.0.0 -> 10.0.1.200 SPI 0x5", {}, at(9500ms)},
                  {"node-b", "state 0.0.0.0 -> 10.0.1.200 SPI 0x6", {}, at(9500ms)}}};
  PathJudgement back = path("node-b", "node-a", Family::V6, PathKind::Encrypted);
  back.verdict = Verdict::Recovered;
  back.reason = "clean again before the agent was ready";
  back.probes = {480, 479, 0, 1, 1, 0};
  back.outages = {{at(12300ms),
                   at(12300ms),
                   std::pair(at(12300ms), at(12400ms)),
                   1,
                   {fate(Stage::ReceiverSocket, "node-a", 1)},
                   0}};
  back.recovery_after_ready = std::pair(-100ms, 0ms);
  back.clocks = PathClocks{{}, at(12200ms), {}, {}};
  judgement.paths = {back, forth};

  judgement.drops = {
      {"node-a", "out", "XfrmOutPolBlock", {}, "node-b", {}, 0x3e00, 50, at(5500ms), at(10400ms)},
      {"node-a",
       "in",
       "XfrmInNoStates",
       4,
       "node-b",
       "10.0.1.200 -> 10.0.0.200",
       {},
       5,
       at(6s),
       at(7s)},
      {"node-b", "in", "XfrmInNoStates", 3, "10.9.9.9", {}, {}, 2, at(6s), at(6s)}};
  judgement.ledger = {ledger_row("node-a", "node-b", {423, 420, 411, 407})};
  auto& row = judgement.ledger[0];
  row.dropped = {{"XfrmInNoStates", 2}};
  row.dropped_on_arrival = 2;
  row.lost_before_wire = 3;
  row.lost_on_wire = 10;
  row.duplicated = 1;
  row.left_unwatched = row.arrived_unwatched = 0;
  row.unbalanced = row.unbalanced_at["receiver"] = 2;
  judgement.findings = {
      {"wire-loss", Severity::Info, "node-a", "11 packets were lost on the wire", {}, {}},
      {"plaintext-leak",
       Severity::Failure,
       "node-a",
       "12 packets between protected addresses left eth0 unencrypted",
       {"10.0.0.200 -> 10.0.1.200, 12 packets, 16800 bytes"},
       {"do not flush states before policies that block are in place"}}};
  judgement.observer.hooks.push_back(hook("node-b", "xfrm_input", "kprobe", 0));
  judgement.observer.events_lost = 7;
  judgement.observer.blind_spans = {
      {"node-b", "tc ingress on eth0 detached", {at(30s), at(31500ms)}},
      {"node-b", "events lost", {at(40s), at(40s)}}};
  judgement.observer.xfrm_stat_delta = {
      {"node-a", {{"XfrmInNoStates", 5}, {"XfrmOutPolBlock", 50}, {"XfrmInError", 0}}},
      {"node-b", {{"XfrmInNoStates", 3}}}};
  judgement.observer.clocks = {
      {"node-b", "node-a", std::pair<Duration, Duration>(1h, 1h + 720ms), 1ms},
      {"node-c", "node-c", {}, {}}};
  return judgement;
}

Judgement large_cluster() {
  Judgement judgement =
      session(Verdict::NotRecovered,
              "20 of 400 paths still lose probes; the first is node-a -> node-107 ipv4 encrypted");
  for (int i = 0; i < 200; ++i) {
    const NodeName remote = fmt::format("node-{}", 100 + i);
    judgement.paths.push_back(i % 10 == 7
                                  ? silent_path(remote)
                                  : path("node-a", remote, Family::V4, PathKind::Encrypted));
    judgement.paths.push_back(path("node-a", remote, Family::V4, PathKind::Control));
  }
  return judgement;
}

Judgement full_mesh(int nodes) {
  Judgement judgement = session(Verdict::NotRecovered, "one in ten paths still loses probes");
  for (int from = 0; from < nodes; ++from)
    for (int to = 0; to < nodes; ++to) {
      if (from == to) continue;
      const NodeName remote = fmt::format("node-{}", 100 + to);
      judgement.paths.push_back((from + to) % 10 == 7
                                    ? silent_path(remote)
                                    : path("node-a", remote, Family::V4, PathKind::Encrypted));
      judgement.paths.back().path.local = fmt::format("node-{}", 100 + from);
    }
  return judgement;
}

Judgement empty_session() {
  Judgement judgement;
  judgement.reason = "no probe was sent: there is no peer";
  judgement.node = "node-a";
  judgement.started = judgement.ended = kStart;
  return judgement;
}

}  // namespace canary::examples

// SPDX-License-Identifier: Apache-2.0
#include "metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::kStart;
using ::testing::Not;

class MetricsOfANode : public ::testing::Test {
 protected:
  void see(const Observed& what) { metrics_.observe(kStart, what); }
  static SessionHeader header() {
    SessionHeader header;
    header.node = "node-a";
    header.kernel = "6.12.0";
    return header;
  }
  Metrics metrics_{"0.1.0", header()};
};

TEST_F(MetricsOfANode, CountersAreThereBeforeAnythingHappens) {
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_probes_total{kind=\"encrypted\",outcome=\"lost\"} 0\n"));
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_transitions_total{verdict=\"not-recovered\"} 0\n"));
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_build_info{kernel=\"6.12.0\",version=\"0.1.0\"} 1\n"));
}

TEST_F(MetricsOfANode, AnAgentThatNobodySawIsAbsent) {
  EXPECT_THAT(metrics_.text(), Not(HasSubstr("xfrm_canary_agent_ready ")));
  see(AgentSeen{});
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_agent_ready 1\n"));
  see(AgentGone{"connection refused"});
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_agent_ready 0\n"));
}

TEST_F(MetricsOfANode, ATransitionIsOpenUntilItIsJudged) {
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_transition_open 0\n"));
  metrics_.transition(true);
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_transition_open 1\n"));
}

TEST_F(MetricsOfANode, ProbesCountByKindAndOutcome) {
  see(PathAdded{7, "node-b", PathKind::Control, {}, {}});
  metrics_.decided({7, DecidedProbe::End::Answered, 2ms});
  metrics_.decided({7, DecidedProbe::End::Lost, {}});
  see(ProbeRefused{7, 3, "Operation not permitted"});
  const std::string text = metrics_.text();
  for (const auto* outcome : {"answered", "lost", "refused"})
    EXPECT_THAT(text, HasSubstr("xfrm_canary_probes_total{kind=\"control\",outcome=\"" +
                                std::string(outcome) + "\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("xfrm_canary_probe_rtt_seconds_sum{kind=\"control\"} 0.002\n"));
  EXPECT_THAT(text, HasSubstr("xfrm_canary_probe_rtt_seconds_count{kind=\"control\"} 1\n"));
}

TEST_F(MetricsOfANode, AnswersOnEncryptedPathsCountByProof) {
  using enum DecidedProbe::End;
  see(PathAdded{7, "node-b", PathKind::Control, {}, {}});
  see(PathAdded{8, "node-b", PathKind::Encrypted, {}, {}});
  metrics_.decided({8, Answered, 2ms, DecidedProbe::Proof::Proved});
  metrics_.decided({8, Answered, 2ms, DecidedProbe::Proof::Proved});
  metrics_.decided({8, Answered, 2ms, DecidedProbe::Proof::InClear});
  metrics_.decided({8, Lost, {}});
  metrics_.decided({7, Answered, 2ms});
  for (const auto* told : {"proved\"} 2", "in-clear\"} 1", "not-seen\"} 0"})
    EXPECT_THAT(metrics_.text(), HasSubstr(std::string("answered_probes_total{proof=\"") + told));
}

TEST_F(MetricsOfANode, WhatIsNoAnswerCountsByReason) {
  NoAnswer seen;
  seen.reason = NoAnswerReason::OtherKey;
  seen.count = 3;
  see(seen);
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_no_answers_total{reason=\"other-key\"} 3\n"));
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_no_answers_total{reason=\"nobody-listens\"} 0\n"));
}

TEST_F(MetricsOfANode, DropsCountByCauseAndDirection) {
  PacketDropped drop;
  drop.cause = "XfrmInNoStates";
  drop.packets = 3;
  see(drop);
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_drops_total{cause=\"XfrmInNoStates\",direction=\"in\"} 3\n"));
}

TEST_F(MetricsOfANode, WhateverTheKernelCountsIsThereBeforeItHappens) {
  see(XfrmStatRead{{{"XfrmOutPolBlock", 0}, {"XfrmInSomethingNew", 3}}});
  const std::string text = metrics_.text();
  for (const auto* series :
       {"drops_total{cause=\"XfrmOutPolBlock\",direction=\"out\"} 0",
        "drops_total{cause=\"XfrmInSomethingNew\",direction=\"in\"} 0",
        "lost_probes_total{cause=\"XfrmOutPolBlock\",stage=\"sender-policy\"} 0",
        "lost_probes_total{cause=\"none\",stage=\"wire\"} 0",
        "lost_probes_total{cause=\"none\",stage=\"unattributed\"} 0"})
    EXPECT_THAT(text, HasSubstr(std::string("xfrm_canary_") + series + "\n"));
}

TEST_F(MetricsOfANode, PeersThatAreCutOffAreCountedAndNamed) {
  metrics_.peers(3, {{"node-c", 2}});
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_peers 3\n"));
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_peers_unreachable 1\n"));
  EXPECT_THAT(metrics_.text(), HasSubstr("pair=\"node-a <-> node-c\",peer=\"node-c\"} 1\n"));
}

TEST_F(MetricsOfANode, PlaintextThatNobodyDemandedToBeEncryptedIsNoLeak) {
  see(PlaintextCounted{{}, {}, 5, 500, ClearKind{}});
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_plaintext_packets_total 0\n"));
}

TEST_F(MetricsOfANode, RunningTotalsAreNotAddedTwice) {
  see(PlaintextCounted{{}, {}, 5, 500});
  see(PlaintextCounted{{}, {}, 7, 700});
  metrics_.requests_answered(10);
  metrics_.requests_answered(12);
  metrics_.requests_refused("over-limit", 4);
  metrics_.requests_refused("over-limit", 5);
  metrics_.sessions_forgotten(3);
  metrics_.sessions_forgotten(3);
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_plaintext_packets_total 7\n"));
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_requests_refused_total{reason=\"over-limit\"} 5\n"));
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_sessions_forgotten_total 3\n"));
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_requests_answered_total 12\n"));
}

TEST_F(MetricsOfANode, ABlindHookIsToldAndTimed) {
  see(HookAttached{"tc_egress eth0", "tcx"});
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_hook_attached{hook=\"tc_egress eth0\",mode=\"tcx\"} 1\n"));
  see(HookDetached{"tc_egress eth0", kStart, "the device is gone"});
  EXPECT_THAT(metrics_.text(),
              HasSubstr("xfrm_canary_hook_attached{hook=\"tc_egress eth0\",mode=\"tcx\"} 0\n"));
  metrics_.observe(kStart + 2s, HookAttached{"tc_egress eth0", "tcx"});
  EXPECT_THAT(metrics_.text(), HasSubstr("xfrm_canary_blind_seconds_total 2\n"));
}

TEST_F(MetricsOfANode, HooksOfADeviceThatIsGoneAreNotWaitedFor) {
  see(UplinksFound{kStart, {{3, "eth1", "a route leads through it"}}, {}, {}, {}, ""});
  see(HookAttached{"tc_egress eth1", "tcx"});
  see(HookAttached{"tc_egress eth0", "tcx"});
  see(HookDetached{"tc_egress eth1", kStart, "it is no longer on the device"});
  EXPECT_THAT(metrics_.text(), HasSubstr("hook=\"tc_egress eth1\""));
  see(UplinksFound{kStart, {}, {}, {}, {}, ""});
  EXPECT_THAT(metrics_.text(), Not(HasSubstr("hook=\"tc_egress eth1\"")));
  EXPECT_THAT(metrics_.text(), HasSubstr("hook=\"tc_egress eth0\""));
}

TEST_F(MetricsOfANode, ATransitionLeavesItsVerdictAndFates) {
  Judgement judgement;
  judgement.verdict = Verdict::NotRecovered;
  PathJudgement path;
  Outage outage;
  Fate fate;
  fate.stage = Stage::ReceiverDecrypt;
  fate.cause = "XfrmInNoStates";
  fate.count = 4;
  outage.fates.push_back(fate);
  outage.unattributed = 1;
  path.outages.push_back(outage);
  path.recovery_after_ready = {-1s, -200ms};
  judgement.paths.push_back(path);
  metrics_.judged(judgement);
  const std::string text = metrics_.text();
  EXPECT_THAT(text, HasSubstr("xfrm_canary_transitions_total{verdict=\"not-recovered\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("xfrm_canary_verdict{verdict=\"not-recovered\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("xfrm_canary_verdict{verdict=\"recovered\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("xfrm_canary_lost_probes_total{cause=\"XfrmInNoStates\",stage="
                              "\"receiver-decrypt\"} 4\n"));
  EXPECT_THAT(
      text, HasSubstr("xfrm_canary_lost_probes_total{cause=\"none\",stage=\"unattributed\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("xfrm_canary_recovery_seconds_count 1\n"));
  EXPECT_THAT(text, HasSubstr("xfrm_canary_recovery_seconds_sum 0\n")) << "it was before ready";
}

}  // namespace
}  // namespace canary

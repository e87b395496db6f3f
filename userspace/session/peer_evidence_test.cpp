// SPDX-License-Identifier: Apache-2.0
// A live session that asks its peer equals its own recording, judged again.
#include "session/peer_evidence.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"
#include "timeline/recordings.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::TimelineBuilder;

NodeTimeline asker() {
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).lost(5, 9).answered(10, 40);
  for (std::uint32_t i = 1; i <= 40; ++i) a.encrypted(i).left_uplink(i);
  return a.build();
}

NodeTimeline peer() {
  TimelineBuilder b("node-b");
  b.ends(10s).probed_by("node-a");
  for (std::uint32_t i = 5; i <= 9; ++i) b.dropped_esp("XfrmInNoStates", i);
  return b.build();
}

class PeerEvidence : public ::testing::Test {
 protected:
  PeerEvidence() {
    options_.peers.push_back({"node-b", {}, {own_loopback()}, {}});
    options_.evidence.listen = {own_loopback()};
  }
  ~PeerEvidence() override { std::remove(path_.c_str()); }

  /// An address that no other process of these tests uses at the same time.
  static IpAddress own_loopback() {
    const auto pid = static_cast<std::uint32_t>(getpid());
    const auto byte = [&](unsigned shift) { return static_cast<std::uint8_t>(pid >> shift); };
    return {Family::V4, {127, byte(16), byte(8), byte(0)}};
  }

  /// A's session, which records, up to its end.
  void add_peer_evidence_to_a() {
    const NodeTimeline own = asker();
    auto writer = RecordingWriter::open(path_, own.header);
    ASSERT_TRUE(writer.has_value());
    live_.emplace(own.header, *std::move(writer), [](const Error&) {});
    for (const Observation& seen : own.observations) live_->observe(seen.at, seen.what);
    add_peer_evidence(*live_, options_, secrets_, clock_);
    live_->finish();
  }

  Judgement replayed() {
    return judge(read_recordings({path_}, [](const std::string&) {}).value());
  }

  VerifyOptions options_;
  EvidenceSecrets secrets_{"secret", {}, {}};
  std::optional<LiveTimeline> live_;
  /// A time behind all that the sessions saw.
  const BootClock clock_{testing::sent_at(200).unix_ns - BootClock(0).now().unix_ns};
  const std::string path_ =
      ::testing::TempDir() + "canary-peer-evidence-" + to_text(own_loopback()) + ".jsonl";
};

TEST_F(PeerEvidence, NamesStageAndCauseAtThePeer) {
  const auto loop = EventLoop::make().value();
  const NodeTimeline session = peer();
  EvidenceService service(session.header, *loop, clock_, [] {});
  for (const Observation& seen : session.observations) service.push(seen.at, seen.what);
  service.end(session.observations.back().at);
  const auto open = service.open(options_.evidence, secrets_, "");
  ASSERT_TRUE(open.has_value()) << open.error().message;
  add_peer_evidence_to_a();
  const auto judgement = judge(live_->timeline());
  const auto& fates = judgement.paths.at(0).outages.at(0).fates;
  ASSERT_EQ(fates.size(), 1u);
  EXPECT_EQ(fates[0].node, "node-b");
  EXPECT_EQ(fates[0].stage, Stage::ReceiverDecrypt);
  EXPECT_EQ(fates[0].cause, "XfrmInNoStates");
  EXPECT_EQ(fates[0].count, 5u);
  EXPECT_EQ(judgement.node, "node-a") << "it is still this node's report";
  EXPECT_EQ(replayed(), judgement);
}

TEST_F(PeerEvidence, IsMissingWhereThePeerIsNotThereAndTheReportNamesIt) {
  add_peer_evidence_to_a();
  const auto judgement = judge(live_->timeline());
  const auto found = std::ranges::find(judgement.findings, "peer-not-asked", &Finding::kind);
  ASSERT_NE(found, judgement.findings.end());
  EXPECT_NE(found->summary.find(to_text(own_loopback()) + ":8862: connection refused"),
            std::string::npos);
  EXPECT_EQ(judgement.paths.at(0).outages.at(0).unattributed, 5u);
  EXPECT_EQ(replayed(), judgement);
}

/// As peer(), but half of what arrived is told a minute too late.
NodeTimeline lying_peer() {
  TimelineBuilder b("node-b");
  b.ends(100s).probed_by("node-a");
  for (std::uint32_t i = 10; i <= 40; ++i)
    b.arrived(i).encrypted(i, ProbeLeg::Reply).left_uplink(i, ProbeLeg::Reply);
  for (std::uint32_t i = 5; i <= 9; ++i) b.dropped_esp("XfrmInNoStates", i);
  NodeTimeline told = b.build();
  std::uint32_t arrivals = 0;
  for (Observation& seen : told.observations)
    if (std::holds_alternative<ProbeArrived>(seen.what) && arrivals++ % 2 == 0)
      seen.at = seen.at + 1min;
  return told;
}

TEST_F(PeerEvidence, WithTimesThatCannotBeIsNamedAndJudgedWithout) {
  const auto loop = EventLoop::make().value();
  const NodeTimeline session = lying_peer();
  EvidenceService service(session.header, *loop, clock_, [] {});
  for (const Observation& seen : session.observations) service.push(seen.at, seen.what);
  service.end(testing::kStart + 100s);
  ASSERT_TRUE(service.open(options_.evidence, secrets_, "").has_value());
  add_peer_evidence_to_a();
  const auto judgement = judge(live_->timeline());
  const auto found = std::ranges::find(judgement.findings, "evidence-refused", &Finding::kind);
  ASSERT_NE(found, judgement.findings.end());
  EXPECT_TRUE(found->summary.starts_with("the evidence of node-b: has times that contradict"))
      << found->summary;
  EXPECT_EQ(judgement.paths.at(0).outages.at(0).unattributed, 5u);
  EXPECT_TRUE(judgement.paths.at(0).outages.at(0).fates.empty());
  EXPECT_EQ(replayed(), judgement);
}

TEST_F(PeerEvidence, IsRefreshedByALoopThatRuns) {
  const auto loop = EventLoop::make().value();
  const NodeTimeline session = peer();
  std::optional<EvidenceService> service;
  std::size_t reports = 0;
  service.emplace(session.header, *loop, clock_, [&] {
    ++reports;
    for (const Observation& seen : session.observations) service->push(seen.at, seen.what);
  });
  ASSERT_TRUE(service->open(options_.evidence, secrets_, "").has_value());
  const auto stop = LoopCall::make(*loop, [&] { loop->stop(); }).value();
  {
    const std::jthread other([&] {
      add_peer_evidence_to_a();
      stop->run(10s);
    });
    ASSERT_TRUE(loop->run().has_value());
  }
  EXPECT_EQ(reports, 2u);
  EXPECT_EQ(live_->timeline().nodes.size(), 2u);
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_request.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using testing::kPathToB;
using testing::kStart;
using testing::probe_key;
using testing::sent_at;
using testing::TimelineBuilder;

const Path kToC{"node-a", "node-c", Family::V4, PathKind::Encrypted};

LostProbe lost(const Path& path, std::uint32_t sequence) {
  return {path.remote, probe_key(path, sequence), sent_at(sequence)};
}

NodeTimeline own() {
  TimelineBuilder a("node-a");
  a.peer("node-b").lost(1, 9).encrypted(4).encrypted(5).encrypted(6);
  return a.build();
}

TEST(EvidenceRequest, ReadsBackExactlyWhatWasWritten) {
  const EvidenceRequest request =
      make_question(own(), std::vector{lost(kPathToB, 4), lost(kPathToB, 5)}, "node-b", sent_at(99))
          .request;
  const auto read = parse_evidence_request(to_json(request));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(*read, request);
}

TEST(EvidenceRequest, NamesProbesOfThatPeerAndTheEspPacketsThatCarriedThem) {
  const auto [request, until] =
      make_question(own(), std::vector{lost(kPathToB, 4), lost(kToC, 5), lost(kPathToB, 6)},
                    "node-b", sent_at(99));
  const ProbeKey key = probe_key(kPathToB, 0);
  EXPECT_EQ(request.probes,
            (std::vector<AskedProbes>{{key.sender, key.reflector, key.ssid, {4, 6}}}));
  const auto esp = [](std::uint32_t n) { return testing::esp_key(n, ProbeLeg::Request).sequence; };
  EXPECT_EQ(request.packets, (std::vector<AskedPackets>{{3, {esp(4), esp(6)}}}));
  EXPECT_EQ(request.from, kStart);
  EXPECT_EQ(until, std::nullopt);
}

TEST(EvidenceRequest, NamesAFewAnsweredProbesFromTheWholeSession) {
  TimelineBuilder a("node-a");
  a.peer("node-c").answered(1, 400).peer("node-b").answered(1, 400).lost(401, 401).encrypted(7);
  const auto request =
      make_question(a.build(), std::vector{lost(kPathToB, 401)}, "node-b", sent_at(999)).request;
  ASSERT_EQ(request.probes.size(), 1u) << "none of node-c's";
  const auto& sequences = request.probes[0].sequences;
  EXPECT_GE(sequences.size(), 40u);
  EXPECT_LE(sequences.size(), 52u);
  EXPECT_LT(sequences.front(), 10u);
  EXPECT_EQ(sequences.back(), 401u);
  EXPECT_TRUE(request.packets.empty()) << "the packets of probes that were answered";
}

TEST(EvidenceRequest, OfTooManyAsksAboutTheEarliestAndSaysUntilWhen) {
  const auto [request, until] =
      make_question(own(), std::vector{lost(kPathToB, 6), lost(kPathToB, 4), lost(kPathToB, 5)},
                    "node-b", sent_at(99), 2);
  ASSERT_EQ(request.probes.size(), 1u);
  EXPECT_EQ(request.probes[0].sequences, (std::vector<std::uint32_t>{4, 5}));
  EXPECT_EQ(until, sent_at(6));
}

TEST(EvidenceRequest, OfMoreThanAnyPeerAsksIsRefusedBeforeItTakesMemory) {
  std::string text = R"({"schema":"xfrm-canary/evidence-request/1","x":[)";
  while (text.size() < (2 << 20)) text += "{},";
  const auto refused = parse_evidence_request(text + "1]}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the request is no JSON object, or too much");
}

TEST(EvidenceRequest, ThatIsNoneIsRefusedInAClause) {
  for (const char* text :
       {"", "[]", "{}", R"({"schema":"xfrm-canary/evidence-request/2"})",
        R"({"schema":"xfrm-canary/evidence-request/1","now":1})",
        R"({"schema":"xfrm-canary/evidence-request/1","now":1,"from":1,"probes":7,"packets":[]})"})
    EXPECT_FALSE(parse_evidence_request(text).has_value()) << text;
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "report/fate_sentence.h"

#include <gtest/gtest.h>

#include <set>

#include "model/drop_cause.h"

namespace canary {
namespace {

const Path kPath{"node-a", "node-b", Family::V4, PathKind::Encrypted};
const Path kControl{"node-a", "node-b", Family::V4, PathKind::Control};

Fate fate(Stage stage, NodeName node, std::optional<std::string> cause = {}) {
  return {stage, std::move(node), ProbeLeg::Request, std::move(cause), {}, {}, 1};
}

Fate esp_fate(Stage stage, NodeName node, std::string outer,
              std::optional<std::string> cause = {}) {
  Fate result = fate(stage, std::move(node), std::move(cause));
  result.spi = 3;
  result.outer = std::move(outer);
  return result;
}

Fate as_reply(Fate fate) {
  fate.leg = ProbeLeg::Reply;
  return fate;
}

TEST(FateSentence, OfTheSilentLossNamesTheAddressesThatAreNoNodes) {
  EXPECT_EQ(fate_sentence(esp_fate(Stage::SenderUplink, "node-a", "0.0.0.0 -> 10.0.0.0"), kPath),
            "encrypted by node-a, SPI 3, 0.0.0.0 -> 10.0.0.0; never left the uplink");
}

TEST(FateSentence, OfADropExplainsTheCause) {
  EXPECT_EQ(fate_sentence(esp_fate(Stage::ReceiverDecrypt, "node-b", "10.0.0.200 -> 10.0.1.200",
                                   "XfrmInNoStates"),
                          kPath),
            "dropped by node-b, XfrmInNoStates (no state matches the packet's destination, SPI, "
            "protocol and mark), SPI 3, 10.0.0.200 -> 10.0.1.200");
}

TEST(FateSentence, OfADropBeforeEncryptionNeedsNoSpi) {
  EXPECT_EQ(fate_sentence(fate(Stage::SenderPolicy, "node-a", "XfrmOutPolBlock"), kPath),
            "dropped by node-a, XfrmOutPolBlock (an outbound policy says block)");
}

TEST(FateSentence, OfLossOnTheWireNamesNoCause) {
  EXPECT_EQ(fate_sentence(esp_fate(Stage::Wire, "node-a", "192.0.2.1 -> 192.0.2.2"), kPath),
            "left node-a, SPI 3, 192.0.2.1 -> 192.0.2.2; lost on the wire to node-b");
}

TEST(FateSentence, OfAReplySaysSoAndTurnsTheDirection) {
  EXPECT_EQ(
      fate_sentence(as_reply(esp_fate(Stage::Wire, "node-b", "192.0.2.2 -> 192.0.2.1")), kPath),
      "reply left node-b, SPI 3, 192.0.2.2 -> 192.0.2.1; lost on the wire to node-a");
}

TEST(FateSentence, OfAProbeThatTheKernelRefusedQuotesTheKernel) {
  EXPECT_EQ(fate_sentence(fate(Stage::SenderSocket, "node-a", "Operation not permitted"), kPath),
            "not sent by node-a (Operation not permitted)");
}

TEST(FateSentence, OfAnAbsentReflectorSaysWhatNoSocketMeans) {
  EXPECT_EQ(fate_sentence(fate(Stage::ReceiverSocket, "node-b", "NO_SOCKET"), kControl),
            "arrived at node-b; the reflector did not get it (NO_SOCKET: nothing listens on the "
            "port)");
}

TEST(FateSentence, OnAControlPathNeverSpeaksOfEncryption) {
  for (const Stage stage : {Stage::SenderSocket, Stage::SenderUplink, Stage::Wire,
                            Stage::ReceiverUplink, Stage::ReceiverSocket})
    EXPECT_EQ(fate_sentence(fate(stage, "node-a"), kControl).find("crypt"), std::string::npos);
}

TEST(FateSentence, DiffersForEachStageAndLeg) {
  std::set<std::string> sentences;
  for (const Stage stage : kStages) {
    const Fate seen = esp_fate(stage, "node-a", "192.0.2.1 -> 192.0.2.2");
    EXPECT_TRUE(sentences.insert(fate_sentence(seen, kPath)).second) << to_text(stage);
    EXPECT_TRUE(sentences.insert(fate_sentence(as_reply(seen), kPath)).second) << to_text(stage);
  }
}

TEST(FateSentence, NamesEveryKnownDropCause) {
  for (const DropCauseInfo& cause : known_drop_causes()) {
    const std::string text =
        fate_sentence(fate(cause.stage, "node-b", std::string(cause.name)), kPath);
    EXPECT_NE(text.find(cause.name), std::string::npos) << text;
    EXPECT_NE(text.find(cause.sentence), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace canary

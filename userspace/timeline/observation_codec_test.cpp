// SPDX-License-Identifier: Apache-2.0
#include "timeline/observation_codec.h"

#include <gtest/gtest.h>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

std::string line_of(const Observation& seen) {
  std::string line;
  append_line(line, seen, examples::header());
  return line;
}

Result<Observation> read(std::string_view line) {
  JsonLine json;
  return observation_from_json(json.parse(line).value(), examples::header());
}

std::string problem_of(std::string_view line) {
  const auto seen = read(line);
  return seen ? "read without a problem" : seen.error().message;
}

TEST(ObservationCodec, EveryKindReadsBackAsItWas) {
  for (const Observation& seen : examples::timeline().observations)
    EXPECT_EQ(read(line_of(seen)), seen) << line_of(seen);
}

TEST(ObservationCodec, AnObservationIsOneLineThatAPersonCanRead) {
  EXPECT_EQ(line_of({examples::at(5), "node-a", ProbeSent{1, 7, 44}}),
            "{\"t\":5,\"what\":\"probe_sent\",\"ssid\":1,\"sequence\":7,\"bytes\":44}\n");
}

TEST(ObservationCodec, AbsentIsLeftOut) {
  EXPECT_EQ(line_of({examples::at(5), "node-a", AgentSeen{}}),
            "{\"t\":5,\"what\":\"agent_seen\"}\n");
}

TEST(ObservationCodec, WhatAnotherNodeSawKeepsItsName) {
  const Observation seen{examples::at(5), "node-b", ProbeSent{1, 7, 44}};
  EXPECT_EQ(read(line_of(seen)), seen);
}

TEST(ObservationCodec, TextThatIsNoUtf8IsWrittenAsReplacementCharacters) {
  const auto seen = read(line_of({examples::at(5), "node-a", AgentGone{"a\xff z"}}));
  EXPECT_EQ(std::get<AgentGone>(seen->what).reason, "a\xef\xbf\xbd z");
}

TEST(ObservationCodec, FieldsOfALaterVersionAreSkipped) {
  EXPECT_TRUE(read(R"({"t":5,"what":"session_ended","reason":"settled","later":[1]})"));
}

TEST(ObservationCodec, AReplyOfAnEarlierVersionHasNoTimesOfTheReflector) {
  EXPECT_EQ(read(R"({"t":5,"what":"reply_received","ssid":1,"sequence":2,"reflector_sequence":3,)"
                 R"("rtt_ns":4})"),
            (Observation{examples::at(5), "node-a", ReplyReceived{1, 2, 3, Duration{4}}}));
}

TEST(ObservationCodec, AKindOfALaterVersionIsRefusedByName) {
  EXPECT_EQ(problem_of(R"({"t":5,"what":"teleported"})"),
            "what is 'teleported', which this version does not know");
}

TEST(ObservationCodec, ANegativeCountIsRefused) {
  EXPECT_EQ(problem_of(R"({"t":5,"what":"hook_runs","hook":"x","runs":-1})"),
            "hook_runs: runs should be a whole number from 0 to 18446744073709551615, but is -1");
}

TEST(ObservationCodec, ATextForANumberIsRefused) {
  EXPECT_EQ(problem_of(R"({"t":5,"what":"probe_sent","ssid":"1","sequence":1,"bytes":1})"),
            "probe_sent: ssid should be a whole number from 0 to 65535, but is \"1\"");
}

TEST(ObservationCodec, AnAbsentFieldIsNamed) {
  EXPECT_EQ(problem_of(R"({"t":5,"what":"probe_sent","ssid":1,"bytes":1})"),
            "probe_sent: sequence is missing");
}

TEST(ObservationCodec, AFieldInsideAnObjectIsNamedWithItsPath) {
  EXPECT_EQ(problem_of(R"({"t":5,"what":"probe_left_uplink","esp":{"spi":3,"sequence":1.5}})"),
            "probe_left_uplink: esp.sequence should be a whole number from 0 to 4294967295, but is "
            "1.5");
}

TEST(ObservationCodec, WrongValuesOfEveryTypeAreRefused) {
  constexpr const char* kEndlessRoundTrip =
      R"({"t":5,"what":"reply_received","ssid":1,"sequence":1,"reflector_sequence":1,)"
      R"("rtt_ns":9223372036854775807})";
  for (
      const char* line :
      {R"([])",
       R"("text")",
       R"({})",
       R"({"t":5})",
       R"({"t":"now","what":"agent_seen"})",
       R"({"t":9223372036854775807,"what":"agent_seen"})",
       R"({"t":-9223372036854775808,"what":"agent_seen"})",
       R"({"t":1e300,"what":"agent_seen"})",
       R"({"t":5,"what":7})",
       R"({"t":5,"node":7,"what":"agent_seen"})",
       R"({"t":5,"what":"agent_seen","version":[]})",
       R"({"t":5,"what":"agent_ready","last_not_ready":null})",
       R"({"t":5,"what":"events_lost","since":1,"count":18446744073709551616})",
       R"({"t":5,"what":"xfrm_stat_read","counters":[1]})",
       R"({"t":5,"what":"xfrm_stat_read","counters":{"XfrmInError":-1}})",
       R"({"t":5,"what":"plaintext_counted","source":"x","destination":"::","packets":1,"bytes":1})",
       R"({"t":5,"what":"packet_dropped","cause":"x","packets":1,"leg":"arm"})",
       R"({"t":5,"what":"packet_dropped","cause":"x","packets":1,"leg":1})",
       R"({"t":5,"what":"packet_dropped","cause":"x","packets":1,"leg":"reply","esp":3})",
       kEndlessRoundTrip})
    EXPECT_FALSE(read(line).has_value()) << line;
}

}  // namespace
}  // namespace canary

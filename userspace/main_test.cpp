// SPDX-License-Identifier: Apache-2.0
// The program as a pipeline meets it: one sentence on stderr and the right exit code.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "commands/testing/program.h"

namespace canary {
namespace {

void expect_refusal(const std::string& arguments, ExitStatus status, const std::string& names) {
  const Ran ran = run(arguments);
  EXPECT_EQ(ran.status, status) << ran.text;
  EXPECT_EQ(std::ranges::count(ran.text, '\n'), 1) << ran.text;
  EXPECT_TRUE(ran.text.starts_with("xfrm-canary: ")) << ran.text;
  EXPECT_NE(ran.text.find(names), std::string::npos) << ran.text;
}

const std::string kVerify = "verify --node node-a --uplink lo --peer node-b=127.0.0.2 ";

/// A file of this process that only its owner can read.
std::filesystem::path secret_file(const std::string& text) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("canary-{}-token", getpid());
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms{0600});
  return path;
}

TEST(CommandLine, AWrongFlagIsUsage) {
  expect_refusal(kVerify + "--upstream eth0", ExitStatus::Usage, "--upstream");
}

TEST(CommandLine, APeerWithoutAnAddressIsUsage) {
  expect_refusal("verify --node a --uplink lo --peer node-b", ExitStatus::Usage, "node-b");
}

TEST(CommandLine, AnAgentThatNobodyKnowsIsUsage) {
  expect_refusal(kVerify + "--agent kubelet", ExitStatus::Usage, "kubelet");
}

TEST(CommandLine, AHookThatNobodyKnowsIsUsage) {
  expect_refusal(kVerify + "--after --agent none --without fenty", ExitStatus::Usage, "fenty");
}

TEST(CommandLine, ANamespaceThatIsNoneIsUsage) {
  expect_refusal(kVerify + "--after --agent none --probe-netns /dev/null", ExitStatus::Usage,
                 "/dev/null");
}

TEST(CommandLine, AMissingKeyFileIsUsage) {
  expect_refusal(kVerify + "--after --agent none --key-file /nonexistent/key", ExitStatus::Usage,
                 "/nonexistent/key");
}

TEST(CommandLine, ATokenFileThatIsMissingOrEmptyIsUsage) {
  expect_refusal(kVerify + "--after --agent none --evidence-token /nonexistent/token",
                 ExitStatus::Usage, "--evidence-token /nonexistent/token: it cannot be read");
  const auto empty = secret_file("");
  expect_refusal(kVerify + "--after --agent none --evidence-token " + empty.string(),
                 ExitStatus::Usage, "it is empty");
  std::filesystem::remove(empty);
}

TEST(CommandLine, ATokenThatNoHeaderCanHoldIsUsage) {
  for (const std::string text : {"of-windows\r\n", "two\nlines\n", "two words\n"}) {
    const auto token = secret_file(text);
    expect_refusal(kVerify + "--after --agent none --evidence-token " + token.string(),
                   ExitStatus::Usage, token.string() + ": a token is one word of ASCII");
    std::filesystem::remove(token);
  }
}

TEST(CommandLine, ACertificateThatIsNoneIsUsage) {
  const auto token = secret_file("secret\n");
  expect_refusal("reflect --uplink lo --node node-b --control-local 127.0.0.1 --evidence-token " +
                     token.string() + " --evidence-cert /dev/null --evidence-key /dev/null",
                 ExitStatus::Usage, "--evidence-cert /dev/null");
  std::filesystem::remove(token);
}

TEST(CommandLine, WithoutBtfItSaysWhatIsNotSeen) {
  expect_refusal(kVerify + "--after --agent none --without btf", ExitStatus::Environment, "BTF");
}

TEST(CommandLine, ARecordingThatCannotBeOpenedIsNamed) {
  const Ran ran = run(kVerify + "--after --agent none --record /nonexistent/a.jsonl");
  EXPECT_NE(ran.text.find("/nonexistent/a.jsonl"), std::string::npos) << ran.text;
}

TEST(CommandLine, AForeignRecordingIsNamedWithItsLine) {
  const auto path = std::filesystem::temp_directory_path() / "canary-foreign.jsonl";
  std::ofstream(path) << "{\"schema\":\"somebody/else/1\"}\n";
  const Ran ran = run("judge " + path.string());
  EXPECT_NE(ran.text.find(path.string() + ":1"), std::string::npos) << ran.text;
  EXPECT_EQ(ran.status, ExitStatus::Usage);
  std::filesystem::remove(path);
}

const std::string kGood = std::string(CANARY_GOLDEN_DIR) + "/half-upgraded.node-a.jsonl";

/// This process's own.
std::filesystem::path temporary_file(const std::string& name) {
  return std::filesystem::temp_directory_path() / fmt::format("canary-{}-{}.jsonl", getpid(), name);
}

/// A file beside which kGood is judged as if alone, with one sentence that names it.
void expect_judged_without(const std::string& name, const std::string& content) {
  const auto path = temporary_file(name);
  std::ofstream(path, std::ios::binary) << content;
  const ExitStatus alone = run("judge " + kGood).status;
  for (const auto& order : {kGood + " " + path.string(), path.string() + " " + kGood}) {
    const Ran ran = run("judge " + order);
    EXPECT_EQ(ran.status, alone) << name;
    EXPECT_EQ(std::ranges::count(ran.text, '\n'), 1) << ran.text;
    EXPECT_NE(ran.text.find(path.string() + ":"), std::string::npos) << ran.text;
  }
  std::filesystem::remove(path);
}

TEST(CommandLine, BadEvidenceIsRefusedInOneSentenceAndJudgedWithout) {
  expect_judged_without("schema", "{\"schema\":\"somebody/else/1\"}\n");
  expect_judged_without("version", "{\"schema\":\"xfrm-canary/recording/2\"}\n");
  expect_judged_without("html", "<html><body>404</body></html>\n");
  expect_judged_without("binary", std::string("\x7f"
                                              "ELF\0\0\xff\n\0\0",
                                              10));
  expect_judged_without("line", std::string().append(10'000'000, '{'));
  expect_judged_without("empty", "");
}

TEST(CommandLine, TheSecondRecordingOfANodeIsRefused) {
  const Ran ran = run("judge " + kGood + " " + kGood);
  EXPECT_EQ(ran.status, run("judge " + kGood).status);
  EXPECT_NE(ran.text.find("node 'node-a' was recorded in an earlier one too"), std::string::npos)
      << ran.text;
}

TEST(CommandLine, WhereNothingIsLeftToJudgeItIsUsage) {
  const auto path = temporary_file("nothing-left");
  std::ofstream(path) << "hello\n";
  const Ran ran = run("judge " + path.string() + " /dev/null");
  EXPECT_EQ(ran.status, ExitStatus::Usage);
  EXPECT_EQ(std::ranges::count(ran.text, '\n'), 2) << ran.text;
  std::filesystem::remove(path);
}

TEST(CommandLine, AMissingRecordingBesideAGoodOneIsUsage) {
  expect_refusal("judge " + kGood + " /nonexistent/a.jsonl", ExitStatus::Usage,
                 "/nonexistent/a.jsonl");
}

TEST(CommandLine, AMissingRecordingIsNamed) {
  const Ran ran = run("judge /nonexistent/a.jsonl");
  EXPECT_NE(ran.text.find("/nonexistent/a.jsonl"), std::string::npos) << ran.text;
}

TEST(CommandLine, APortInUseIsNamedWithTheWayOut) {
  std::FILE* first = popen(CANARY_PROGRAM " reflect --local 127.0.0.9 --port 18862 2>&1", "re");
  std::array<char, 256> line{};
  ASSERT_NE(std::fgets(line.data(), line.size(), first), nullptr) << "it never listened";
  expect_refusal("reflect --local 127.0.0.9 --port 18862", ExitStatus::Environment,
                 "127.0.0.9:18862");
  static_cast<void>(std::system("pkill -TERM -f 'reflect --local 127.0.0.9 --port 18862'"));
  pclose(first);
}

TEST(CommandLine, AnUnknownCauseGetsTheNearestOne) {
  expect_refusal("explain XfrmInNoState", ExitStatus::Usage, "did you mean XfrmInNoStates?");
}

TEST(CommandLine, AKnownCauseIsExplained) {
  EXPECT_EQ(run("explain XfrmInNoStates").status, ExitStatus::Fine);
}

TEST(CommandLine, AVersionThatIsNoneIsUsage) {
  expect_refusal("preflight --from 1.13 --to 1.13.1", ExitStatus::Usage, "--from");
  expect_refusal("preflight --from 1.13.0 --to latest", ExitStatus::Usage, "--to");
}

TEST(CommandLine, AnAgentThatTellsNoVersionAsksForIt) {
  expect_refusal("preflight --to 1.13.1 --agent cilium:/nowhere.sock", ExitStatus::Usage, "--from");
}

TEST(CommandLine, HelpAndVersionAreFine) {
  EXPECT_EQ(run("--help").status, ExitStatus::Fine);
  EXPECT_EQ(run("--version").status, ExitStatus::Fine);
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// What others wrote, as the program's outputs show it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/visible_text.h"
#include "commands/testing/program.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A terminal's title, its screen, its colours; an override of direction; markup; no character.
constexpr std::string_view kHostile =
    R"(\u001b]0;OWNED\u0007\u001b[2J\u009b31m\u202e\uffff<script>alert('1')</script>)";

class ForeignWords : public ::testing::Test {
 protected:
  /// A recording that was made, with `words` instead of each of its `instead_of`.
  std::string recording(const std::string& instead_of, std::string_view words,
                        const std::string& made = "half-upgraded.node-a.jsonl") {
    std::ifstream good(CANARY_GOLDEN_DIR "/" + made);
    std::string text{std::istreambuf_iterator<char>(good), {}};
    std::size_t replaced = 0;
    for (auto at = text.find(instead_of); at != std::string::npos;
         at = text.find(instead_of, at + words.size())) {
      text.replace(at, instead_of.size(), words);
      ++replaced;
    }
    EXPECT_GT(replaced, 0u) << instead_of;
    return written(text);
  }
  std::string written(std::string_view text) {
    const std::string path = folder_.file("recording.jsonl");
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  TemporaryFolder folder_;
};

/// All of it shows, line by line.
void expect_visible(const std::string& text) {
  ASSERT_FALSE(text.empty());
  std::string lines = text;
  std::erase(lines, '\n');
  EXPECT_EQ(visible(lines), lines);
}

TEST_F(ForeignWords, OfANameShowInEveryReport) {
  const std::string path = recording("node-b", kHostile);
  for (const std::string output : {"", "--json -", "--html -"}) {
    const Ran ran = run("judge " + path + " " + output, kOnlyStdout);
    expect_visible(ran.text);
    EXPECT_THAT(ran.text, HasSubstr("OWNED")) << "it is not told at all";
    EXPECT_FALSE(output.starts_with("--html") && ran.text.contains("<script>alert"));
  }
}

TEST_F(ForeignWords, OfACauseShowInEveryReport) {
  const std::string path = recording("XfrmInNoStates", kHostile);
  for (const std::string output : {"", "--json -", "--html -"})
    expect_visible(run("judge " + path + " " + output, kOnlyStdout).text);
}

TEST_F(ForeignWords, OfANameAreNoPartOfWhatIsToBeDone) {
  const std::string path =
      recording("node-b", "node-b: ip link delete eth0 #", "blind-span.node-a.jsonl");
  const Ran ran = run("judge " + path, kOnlyStdout);
  EXPECT_THAT(ran.text, HasSubstr("ip link delete"));
  std::istringstream lines(ran.text);
  std::size_t advised = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("    do ")) continue;
    ++advised;
    EXPECT_THAT(line, Not(HasSubstr("ip link delete")));
  }
  EXPECT_GT(advised, 0u);
}

TEST_F(ForeignWords, OfARefusedRecordingShowInTheRefusal) {
  for (const std::string& text :
       {fmt::format(R"({{"schema":"{}"}})", kHostile),
        fmt::format(R"({{"schema":"xfrm-canary/recording/{}"}})", kHostile)}) {
    const Ran ran = run("judge " + written(text));
    EXPECT_EQ(ran.status, ExitStatus::Usage);
    expect_visible(ran.text);
    EXPECT_THAT(ran.text, HasSubstr("OWNED"));
  }
}

TEST_F(ForeignWords, OfAnUnknownObservationShowInTheRefusal) {
  const Ran ran = run("judge " + recording("hook_attached", kHostile));
  EXPECT_EQ(ran.status, ExitStatus::Usage);
  expect_visible(ran.text);
}

TEST_F(ForeignWords, OfASecondHeaderShowInTheRefusal) {
  std::ifstream good(CANARY_GOLDEN_DIR "/half-upgraded.node-a.jsonl");
  std::string header;
  std::getline(good, header);
  header.replace(header.find("node-a"), 6, kHostile);
  const Ran ran = run("judge " + written(header + "\n" + header + "\n"));
  EXPECT_EQ(ran.status, ExitStatus::Usage);
  expect_visible(ran.text);
  EXPECT_THAT(ran.text, HasSubstr("is a second header of"));
}

TEST_F(ForeignWords, ThatAreNoNameAreRefused) {
  for (const std::string& arguments :
       {std::string("verify --after --agent none --node n --peer 'n\xf6"
                    "de-b=10.0.0.2'"),
        std::string("verify --after --agent none --node 'n\x1b[31m' --peer b=10.0.0.2"),
        "verify --after --agent none --node " + std::string(300, 'n') + " --peer b=10.0.0.2",
        std::string("inspect --node 'n\xf6'")}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.status, ExitStatus::Usage);
    EXPECT_THAT(ran.text, HasSubstr("the name '"));
    expect_visible(ran.text);
  }
}

TEST_F(ForeignWords, ThatAreNoUtf8AreRefusedInAConfiguration) {
  const std::string config = folder_.file("latin.toml");
  std::ofstream(config) << "node = \"a\"\nuplink=\"lo\"\nagent=\"none\"\npeer = [\"n\xf6"
                           "de-b=10.0.0.2\"]\n";
  const Ran ran = run("run --check-config --config " + config);
  EXPECT_EQ(ran.status, ExitStatus::Usage);
  EXPECT_THAT(ran.text, HasSubstr("'n\\xf6de-b' is no UTF-8"));
}

TEST_F(ForeignWords, OfAWrongFieldAreNamedWithItsPlace) {
  const Ran ran =
      run("judge " + recording(R"("local_addresses":["10.0.0.10")", R"("local_addresses":["x")"));
  EXPECT_EQ(ran.status, ExitStatus::Usage);
  EXPECT_THAT(ran.text, HasSubstr("local_addresses[0] should be an IP address"));
}

}  // namespace
}  // namespace canary

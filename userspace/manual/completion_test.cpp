// SPDX-License-Identifier: Apache-2.0
#include "manual/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "manual/testing/help_options.h"
#include "manual/testing/tool.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

ProgramDescription our_program() { return describe(CommandLine().app()); }

/// What bash offers where the cursor stands behind the last of `words`.
std::vector<std::string> offered(const std::vector<std::string>& words) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("completion")) << bash_completion(our_program());
  std::ofstream(folder.file("recording.jsonl")) << "\n";
  std::string line;
  for (const std::string& word : words) line += " '" + word + "'";
  std::ofstream(folder.file("ask")) << fmt::format(
      "cd {}\nsource ./completion\ncompopt() {{ :; }}\nCOMP_WORDS=({})\n"
      "COMP_CWORD={}\n_xfrm_canary\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
      folder.file(""), line, words.size() - 1);
  std::istringstream said(testing::run_tool("bash -u " + folder.file("ask")).said);
  std::vector<std::string> all;
  for (std::string word; std::getline(said, word);)
    if (!word.empty()) all.push_back(word);
  return all;
}

TEST(BashCompletion, OffersEveryCommand) {
  const auto all = offered({"xfrm-canary", ""});
  for (const CommandDescription& command : our_program().commands)
    EXPECT_THAT(all, ::testing::Contains(command.name));
}

TEST(BashCompletion, OffersEveryOptionOfHelp) {
  for (const auto& [command, names] : testing::help_options()) {
    const auto all =
        command.empty() ? offered({"xfrm-canary", "-"}) : offered({"xfrm-canary", command, "-"});
    for (const std::string& name : names) EXPECT_THAT(all, ::testing::Contains(name)) << command;
  }
}

TEST(BashCompletion, OffersFilesWhereAFileIsWanted) {
  const std::vector<std::string> file{"recording.jsonl"};
  EXPECT_EQ(offered({"xfrm-canary", "judge", "rec"}), file);
  EXPECT_EQ(offered({"xfrm-canary", "verify", "--json", "rec"}), file);
  EXPECT_EQ(offered({"xfrm-canary", "verify", "--json", "=", "rec"}), file);
}

TEST(BashCompletion, OffersNothingWhereNobodyCanGuess) {
  EXPECT_THAT(offered({"xfrm-canary", "verify", "--settle", "rec"}), IsEmpty());
}

/// Long options as each shell writes them.
void expect_all_options(const std::string& script, const std::string& before) {
  for (const auto& [command, names] : testing::help_options())
    for (const std::string& name : names)
      if (name.starts_with("--")) {
        EXPECT_THAT(script, HasSubstr(before + name.substr(2))) << command;
      }
}

TEST(Completion, OfZshAndFishKnowsEveryLongOption) {
  expect_all_options(zsh_completion(our_program()), "--");
  expect_all_options(fish_completion(our_program()), " -l ");
}

void expect_to_be_read_by(const std::string& shell, const std::string& script) {
  if (!testing::has_tool(shell)) GTEST_SKIP() << shell << " is not installed";
  const TemporaryFolder folder;
  std::ofstream(folder.file("completion")) << script;
  const auto run = testing::run_tool(shell + " -n " + folder.file("completion"));
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.said, IsEmpty());
}

TEST(Completion, BashReadsItsOwn) { expect_to_be_read_by("bash", bash_completion(our_program())); }
TEST(Completion, ZshReadsItsOwn) { expect_to_be_read_by("zsh", zsh_completion(our_program())); }
TEST(Completion, FishReadsItsOwn) { expect_to_be_read_by("fish", fish_completion(our_program())); }

TEST(Completion, ShellcheckHasNothingToSay) {
  if (!testing::has_tool("shellcheck")) GTEST_SKIP() << "shellcheck is not installed";
  const TemporaryFolder folder;
  std::ofstream(folder.file("completion")) << bash_completion(our_program());
  EXPECT_THAT(testing::run_tool("shellcheck " + folder.file("completion")).said, IsEmpty());
}

}  // namespace
}  // namespace canary

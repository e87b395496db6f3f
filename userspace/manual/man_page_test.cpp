// SPDX-License-Identifier: Apache-2.0
#include "manual/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "manual/testing/help_options.h"
#include "manual/testing/tool.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const ManEdition kEdition{"1.2.3", "2026-11-28"};

/// The pages by the names of their commands; "" is the program's.
std::map<std::string, std::string> all_pages() {
  const CommandLine command_line;
  const ProgramDescription program = describe(command_line.app());
  std::map<std::string, std::string> pages{{"", man_page_of_program(program, kEdition)}};
  for (const CommandDescription& command : program.commands)
    pages[command.name] = man_page_of_command(command, kEdition);
  return pages;
}

std::string as_roff(std::string option) {
  for (std::size_t at = 0; (at = option.find('-', at)) != std::string::npos; at += 2)
    option.insert(at, "\\");
  return "\\fB" + option + "\\fR";
}

TEST(ManPage, HasEveryOptionOfHelp) {
  const auto pages = all_pages();
  const auto options = testing::help_options();
  EXPECT_EQ(options.size(), pages.size());
  for (const auto& [command, names] : options) {
    EXPECT_FALSE(names.empty()) << command;
    for (const std::string& name : names)
      EXPECT_THAT(pages.at(command), HasSubstr(as_roff(name))) << command;
  }
}

TEST(ManPage, OfTheProgramNamesThatOfEachCommand) {
  const auto pages = all_pages();
  for (const auto& [command, page] : pages)
    if (!command.empty()) {
      EXPECT_THAT(pages.at(""), HasSubstr(".BR xfrm\\-canary\\-" + command + " (1)"));
    }
}

TEST(ManPage, TellsWhatHoldsWhereAnOptionIsNotGiven) {
  const CommandDescription command{
      "verify", "probe", {{{"--settle"}, "DURATION", "how long to watch", "30s", {}, {}, {}}}};
  EXPECT_THAT(man_page_of_command(command, kEdition),
              HasSubstr(".TP\n\\fB\\-\\-settle\\fR \\fIDURATION\\fR\nHow long to watch [30s]\n"));
}

TEST(ManPage, ShowsArgumentsInTheSynopsis) {
  const CommandDescription command{
      "judge", "judge", {{{"RECORDING"}, "FILE", "files", "", true, true, true}}};
  EXPECT_THAT(man_page_of_command(command, kEdition), HasSubstr("] \\fIRECORDING\\fR...\n"));
}

/// Lets a tool look at each page; what it says is an error. `command` ends where the page's file
/// follows, `output` says what of its words counts.
void expect_silence(const std::string& tool, const std::string& command,
                    const std::string& output) {
  if (!testing::has_tool(tool)) GTEST_SKIP() << tool << " is not installed";
  const TemporaryFolder folder;
  for (const auto& [name, page] : all_pages()) {
    const std::string file = folder.file("page.1");
    std::ofstream(file) << page;
    const auto run = testing::run_tool(command + " " + file + " " + output);
    EXPECT_THAT(run.said, IsEmpty()) << tool << " of " << name;
    EXPECT_EQ(run.status, 0) << tool << " of " << name;
  }
}

TEST(ManPage, ManHasNothingToSay) {
  expect_silence("man",
                 "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z",
                 "2>&1 >/dev/null");
}

// Warnings, and not its style: that asks for lines below 80 bytes of a source that nobody reads.
TEST(ManPage, MandocHasNothingToSay) {
  expect_silence("mandoc", "mandoc -Tlint -Wwarning", "2>&1");
}

}  // namespace
}  // namespace canary

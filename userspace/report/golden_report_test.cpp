// SPDX-License-Identifier: Apache-2.0
// Whole reports against files in golden/. To renew them after a change that is meant, and to read
// the difference in git before it is committed:
//
//   CANARY_RENEW_GOLDEN=1 ctest -R GoldenReport
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/html_report.h"
#include "report/json_report.h"
#include "report/testing/report_examples.h"
#include "report/text_report.h"

namespace canary {
namespace {

void expect_golden(const std::string& name, const std::string& report) {
  const std::string path = std::string(CANARY_GOLDEN_DIR) + "/" + name;
  if (std::getenv("CANARY_RENEW_GOLDEN")) {
    std::ofstream(path, std::ios::binary) << report;
    return;
  }
  std::ostringstream golden;
  golden << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(report, golden.str()) << path << ": see the top of golden_report_test.cpp";
}

TEST(GoldenReport, OfASilentUpgradeForPeople) {
  expect_golden("silent_upgrade.txt", to_text_report(examples::silent_upgrade(), {}).text());
}

TEST(GoldenReport, OfASilentUpgradeForMachines) {
  expect_golden("silent_upgrade.json", to_json_report(examples::silent_upgrade()));
}

TEST(GoldenReport, OfARecoveredUpgradeForPeople) {
  expect_golden("recovered_upgrade.txt", to_text_report(examples::recovered_upgrade(), {}).text());
}

TEST(GoldenReport, OfARecoveredUpgradeForMachines) {
  expect_golden("recovered_upgrade.json", to_json_report(examples::recovered_upgrade()));
}

TEST(GoldenReport, OfALargeClusterForPeople) {
  expect_golden("large_cluster.txt", to_text_report(examples::large_cluster(), {}).text());
}

TEST(GoldenReport, OfAnEmptySessionForPeople) {
  expect_golden("empty_session.txt", to_text_report(examples::empty_session(), {}).text());
}

TEST(GoldenReport, OfAnEmptySessionForMachines) {
  expect_golden("empty_session.json", to_json_report(examples::empty_session()));
}

TEST(GoldenReport, OfASilentUpgradeForABrowser) {
  expect_golden("silent_upgrade.html", to_html_report(examples::silent_upgrade()));
}

TEST(GoldenReport, OfARecoveredUpgradeForABrowser) {
  expect_golden("recovered_upgrade.html", to_html_report(examples::recovered_upgrade()));
}

TEST(GoldenReport, OfALargeClusterForABrowser) {
  expect_golden("large_cluster.html", to_html_report(examples::large_cluster()));
}

TEST(GoldenReport, OfAnEmptySessionForABrowser) {
  expect_golden("empty_session.html", to_html_report(examples::empty_session()));
}

TEST(JsonReport, IsJsonAlsoWhereAPeersTextIsNoUtf8) {
  Judgement judgement = examples::empty_session();
  judgement.reason = "\xff\xfe";
  EXPECT_FALSE(nlohmann::json::parse(to_json_report(judgement), nullptr, false).is_discarded());
}

TEST(TextReport, HasNoEscapesUnlessColourWasAskedFor) {
  const Judgement judgement = examples::recovered_upgrade();
  EXPECT_EQ(to_text_report(judgement, {}).text().find('\x1b'), std::string::npos);
  EXPECT_NE(to_text_report(judgement, {true, 80}).text().find('\x1b'), std::string::npos);
}

TEST(TextReport, DiffersInColourByEscapesOnly) {
  std::string plain = to_text_report(examples::recovered_upgrade(), {true, 80}).text();
  for (std::size_t i = plain.find('\x1b'); i != std::string::npos; i = plain.find('\x1b'))
    plain.erase(i, plain.find('m', i) - i + 1);
  EXPECT_EQ(plain, to_text_report(examples::recovered_upgrade(), {}).text());
}

TEST(TextReport, StaysWithinItsWidthExceptForAdviceThatIsCopied) {
  for (const Judgement& judgement :
       {examples::silent_upgrade(), examples::recovered_upgrade(), examples::large_cluster()}) {
    std::istringstream lines(to_text_report(judgement, {false, 80}).text());
    for (std::string line; std::getline(lines, line);)
      EXPECT_TRUE(line.size() <= 80 || line.starts_with("    do ")) << line;
  }
}

TEST(TextReport, NeverHidesAFailingFindingBehindAGoodVerdict) {
  EXPECT_TRUE(to_text_report(examples::recovered_upgrade(), {})
                  .text()
                  .starts_with("RECOVERED, but 1 failing finding (plaintext-leak): "));
}

TEST(TextReport, LetsNoControlCharactersOfOthersReachTheTerminal) {
  Judgement judgement = examples::silent_upgrade();
  judgement.reason = "\x1b[2J";
  judgement.agents[0].version_after = "\x1b]0;x\x07";
  judgement.findings[0].advice = {"\x1b[31m"};
  judgement.paths[0].path.remote = "\r\n\x1b";
  const std::string report = to_text_report(judgement, {}).text();
  EXPECT_EQ(report.find_first_of("\x1b\x07\r"), std::string::npos);
}

TEST(TextReport, OfTwoHundredPeersFitsOnTwoScreens) {
  const std::string report = to_text_report(examples::large_cluster(), {}).text();
  EXPECT_LT(std::count(report.begin(), report.end(), '\n'), 120);
  EXPECT_LT(report.find("not-recovered"), report.find("unaffected"));
}

TEST(TextReport, SurvivesASessionOfNoLengthWithEventsOutsideOfIt) {
  Judgement judgement = examples::recovered_upgrade();
  judgement.ended = judgement.started;
  EXPECT_NE(to_text_report(judgement, {false, 0}).text(), "");
  judgement.ended = judgement.started + Duration{1};
  EXPECT_NE(to_text_report(judgement, {false, 0}).text(), "");
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "report/html_report.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

#include "report/html_assets.h"
#include "report/testing/report_examples.h"

namespace canary {
namespace {

std::size_t count(const std::string& html, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = html.find(part); at != std::string::npos; at = html.find(part, at + 1))
    ++found;
  return found;
}

TEST(HtmlReport, LetsNoWordOfOthersBecomeMarkup) {
  const std::string evil = "\"'><script>alert(1)</script>";
  Judgement judgement = examples::recovered_upgrade();
  judgement.reason = judgement.node = judgement.observer.kernel = evil;
  judgement.agents[0].node = evil;
  judgement.agents[0].version_after = evil;
  for (PathJudgement& judged : judgement.paths) {
    judged.path.local = judged.path.remote = judged.reason = evil;
    for (Outage& outage : judged.outages)
      for (Fate& fate : outage.fates) fate.node = evil;
    if (judged.clocks)
      for (EntryAbsence& absence : judged.clocks->absences) absence.entry = absence.node = evil;
  }
  for (DropSummary& drop : judgement.drops) drop.node = drop.cause = evil;
  for (LedgerRow& row : judgement.ledger) row.local = row.remote = evil;
  for (Finding& finding : judgement.findings) {
    finding.kind = finding.node = finding.summary = evil;
    finding.evidence = finding.advice = {evil, "do it: ip " + evil};
  }
  for (BlindSpan& blind : judgement.observer.blind_spans) blind.node = blind.what = evil;
  for (HookReport& hook : judgement.observer.hooks) hook.node = hook.name = hook.mode = evil;
  judgement.observer.clocks = {{evil, evil, {}, {}}};
  judgement.observer.xfrm_stat_delta = {{evil, {}}};
  const std::string html = to_html_report(judgement);
  EXPECT_EQ(count(html, "<script"), 1u);
  EXPECT_EQ(count(html, "alert(1)"),
            count(html, "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_GT(count(html, "alert(1)"), 40u);
}

TEST(HtmlReport, AllowsItsOwnScriptAndNoOther) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  const std::string_view script = kHtmlScript.text();
  SHA256(reinterpret_cast<const unsigned char*>(script.data()), script.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), digest.size());
  EXPECT_EQ(kHtmlScriptSha256, std::string(base64.begin(), base64.begin() + length))
      << "the script has changed, so its hash must";
  EXPECT_NE(to_html_report(examples::empty_session())
                .find("script-src &#39;sha256-" + std::string(kHtmlScriptSha256) + "&#39;"),
            std::string::npos);
}

TEST(HtmlReport, NeverHidesAFailingFindingBehindAGoodVerdict) {
  const std::string html = to_html_report(examples::recovered_upgrade());
  EXPECT_NE(html.find("RECOVERED<a href=\"#findings\" class=\"n\">, but 1 failing finding"),
            std::string::npos);
}

TEST(HtmlReport, OfTwoHundredNodesIsSmall) {
  const std::string html = to_html_report(examples::full_mesh(200));
  EXPECT_EQ(count(html, "<th scope=row>"), 200u);
  EXPECT_LT(html.size(), 1'500'000u);
}

TEST(HtmlReport, OfTwoHundredNodesThatAreAllBrokenIsBoundedToo) {
  Judgement judgement = examples::full_mesh(200);
  const PathJudgement broken = judgement.paths[6];
  ASSERT_EQ(broken.verdict, Verdict::NotRecovered);
  for (PathJudgement& judged : judgement.paths) {
    const Path path = judged.path;
    judged = broken;
    judged.path = path;
  }
  EXPECT_LT(to_html_report(judgement).size(), 5'000'000u);
}

TEST(HtmlReport, GivesAHealthyPathNoRowOfItsOwn) {
  Judgement judgement = examples::full_mesh(20);
  std::erase_if(judgement.paths,
                [](const PathJudgement& judged) { return judged.verdict != Verdict::Unaffected; });
  const std::size_t some = to_html_report(judgement).size();
  judgement.paths.resize(judgement.paths.size() / 2);
  EXPECT_LT(some - to_html_report(judgement).size(), 10u);
}

TEST(HtmlReport, SurvivesASessionOfNoLengthWithEventsOutsideOfIt) {
  Judgement judgement = examples::recovered_upgrade();
  judgement.ended = judgement.started;
  EXPECT_EQ(to_html_report(judgement).find("nan"), std::string::npos);
  judgement.ended = judgement.started + Duration{1};
  EXPECT_EQ(to_html_report(judgement).find("nan"), std::string::npos);
}

}  // namespace
}  // namespace canary

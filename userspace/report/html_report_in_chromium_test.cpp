// SPDX-License-Identifier: Apache-2.0
#include "report/html_report.h"
#include "report/testing/chromium_fixture.h"
#include "report/testing/report_examples.h"

namespace canary {
namespace {

const std::vector<std::string> kTextsOfASilentUpgrade{
    "NOT RECOVERED",
    "node-a -> node-b ipv4 encrypted lost all probes since +6.30 s",
    "+6.30 s until the end: 417 probes lost",
    "encrypted by node-a, SPI 3, 0.0.0.0 -> 10.0.0.0; never left the uplink",
    "unattributed: no evidence tells where they died",
    "packets are encrypted to 10.0.0.0, which is no address of any node",
    "ip xfrm policy | grep -B3 'dst 10.0.0.0'",
    "no counter moved, although probes were lost"};

TEST_F(HtmlReportInChromium, SaysWhatIsBrokenOnAPhone) {
  for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
    const Look form{kPhone, scheme, Scripts::Allowed, kTextsOfASilentUpgrade, ""};
    expect_sound(look(to_html_report(examples::silent_upgrade()), form), form);
  }
}

TEST_F(HtmlReportInChromium, SaysWhatIsBrokenOnADesk) {
  for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
    const Look form{kDesk, scheme, Scripts::Allowed, kTextsOfASilentUpgrade, ""};
    expect_sound(look(to_html_report(examples::silent_upgrade()), form), form);
  }
}

TEST_F(HtmlReportInChromium, SaysTheSameWithoutItsScript) {
  const Look form{kPhone, Scheme::Light, Scripts::Forbidden, kTextsOfASilentUpgrade, ""};
  const Seen seen = look(to_html_report(examples::silent_upgrade()), form);
  auto told = seen.told;
  EXPECT_EQ(told["scroll"], std::to_string(kPhone));
  EXPECT_EQ(told["missing"], "-1");
}

TEST_F(HtmlReportInChromium, StaysAsNarrowAsAPhoneWithNamesThatAreNot) {
  Judgement judgement = examples::recovered_upgrade();
  const std::string longest(253, 'n');  // of a Kubernetes node
  for (PathJudgement& judged : judgement.paths) {
    judged.path.local = longest;
    judged.path.remote += longest;
  }
  judgement.reason = judgement.agents[0].node = judgement.findings[1].summary = longest;
  judgement.findings[1].advice = {"ip xfrm policy " + longest};
  judgement.drops[0].node = judgement.ledger[0].local = longest;
  judgement.observer.blind_spans[0].node = longest;
  const Look form{kPhone, Scheme::Light, Scripts::Allowed, {longest}, ""};
  expect_sound(look(to_html_report(judgement), form), form);
}

TEST_F(HtmlReportInChromium, HasEnoughContrastInLightAndDark) {
  for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
    const Look form{kDesk, scheme, Scripts::Allowed, {}, R"js(
      const texts = [...report.body.querySelectorAll('*')].filter((e) =>
        !e.closest('svg, script') && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
      told.texts = texts.length;
      told.faint = texts.filter((e) => contrast(e) < 4.5).length;
      told.twin = (report.body.style.color = ground(report.body), contrast(report.body) < 4.5);)js"};
    auto told = look(to_html_report(examples::recovered_upgrade()), form).told;
    EXPECT_GT(std::stoi("0" + told["texts"]), 80);
    EXPECT_EQ(told["faint"], "0");
    EXPECT_EQ(told["twin"], "true");
  }
}

TEST_F(HtmlReportInChromium, ScrollsTwoHundredNodesWithinTheirBoxAndFiltersThem) {
  const Look form{
      kPhone,
      Scheme::Light,
      Scripts::Allowed,
      {"one in ten paths still loses probes", "encrypted paths: 4000 of 39800 lost probes"},
      R"js(
      const box = report.querySelector('.box'), rows = () => [...report.querySelectorAll('.matrix tbody tr:not([hidden])')];
      told.inside = box.scrollWidth > box.clientWidth && box.scrollHeight > box.clientHeight;
      box.scrollTo(2000, 2000);
      const corner = report.querySelector('.corner').getBoundingClientRect(), frameOfBox = box.getBoundingClientRect();
      told.sticky = Math.abs(corner.left - frameOfBox.left) < 3 && Math.abs(corner.top - frameOfBox.top) < 3;
      told.rows = rows().length;
      const form = report.querySelector('.filter');
      told.offered = form.getClientRects().length;
      form.elements.from.value = 'NODE-117';
      form.elements.from.dispatchEvent(new Event('input'));
      form.elements.to.value = 'node-12';
      form.elements.to.dispatchEvent(new Event('input', {bubbles: true}));
      told.filtered = rows().length;
      told.cells = rows()[0].querySelectorAll('td:not([hidden])').length;)js"};
  const Seen seen = look(to_html_report(examples::full_mesh(200)), form);
  expect_sound(seen, form);
  auto told = seen.told;
  EXPECT_EQ(told["inside"], "true");
  EXPECT_EQ(told["sticky"], "true");
  EXPECT_EQ(told["rows"], "200");
  EXPECT_EQ(told["offered"], "1");
  EXPECT_EQ(told["filtered"], "1");
  EXPECT_EQ(told["cells"], "10");
}

TEST_F(HtmlReportInChromium, WouldSeeAnErrorARequestAndAPageThatIsTooWide) {
  const Look form{kPhone, Scheme::Light, Scripts::Allowed, {"nowhere"}, ""};
  const Seen seen = look(
      "<!DOCTYPE html><p style='width:500px'>wide<img "
      "src='http://127.0.0.1:9/x.png'><script>console.error('bad')"
      "</script>",
      form);
  auto told = seen.told;
  EXPECT_EQ(told["scroll"], "508");
  EXPECT_EQ(told["requests"], "1");
  EXPECT_EQ(told["parts"], "1");
  EXPECT_EQ(told["missing"], "0");
  EXPECT_NE(seen.console.find("bad"), std::string::npos);
}

}  // namespace
}  // namespace canary

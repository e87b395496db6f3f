// SPDX-License-Identifier: Apache-2.0
#include "report/html_text.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

std::string text(std::string_view words) {
  HtmlText html;
  html.text(words);
  return html.html();
}

TEST(HtmlText, EscapesWhatCouldBeMarkup) {
  EXPECT_EQ(text("<script>alert('1' & \"2\")</script>"),
            "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;");
}

TEST(HtmlText, EscapesAttributesToo) {
  HtmlText html;
  html.element("p", {{"title", "\" onclick=\"x"}}, "<b>");
  EXPECT_EQ(html.html(), "<p title=\"&quot; onclick=&quot;x\">&lt;b&gt;</p>\n");
}

TEST(HtmlText, LeavesNoControlCharacter) {
  EXPECT_EQ(text("a\x1b\n\x7f\tz"), "a\\u001b\\u000a\\u007f\\u0009z");
}

TEST(HtmlText, KeepsUtf8) {
  EXPECT_EQ(text("\xc3\xa9 \xe2\x86\x92 \xf0\x9f\x98\x80"),
            "\xc3\xa9 \xe2\x86\x92 \xf0\x9f\x98\x80");
}

TEST(HtmlText, ShowsEachByteThatIsNoUtf8) { EXPECT_EQ(text("a\xff<"), "a\\xff&lt;"); }

TEST(HtmlText, ClosesElementsInTheReverseOrder) {
  HtmlText html;
  {
    const HtmlElement outer(html, "section", {{"id", "x"}});
    const HtmlElement inner(html, "p");
  }
  EXPECT_EQ(html.html(), "<section id=\"x\"><p></p>\n</section>\n");
}

}  // namespace
}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "report/html_report.h"

#include <fmt/format.h>

#include "report/html_assets.h"
#include "report/html_sections.h"
#include "report/path_words.h"
#include "report/session_words.h"

namespace canary {
namespace {

/// Even if a word of others became markup, it could run no script and load nothing.
std::string content_policy() {
  return fmt::format(
      "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; "
      "script-src 'sha256-{}'",
      kHtmlScriptSha256);
}

void write_head(HtmlText& html, const Judgement& judgement) {
  const HtmlElement head(html, "head");
  html.markup("\n<meta charset=\"utf-8\">\n");
  html.open("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", content_policy()}});
  html.markup("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  html.markup("<meta name=\"color-scheme\" content=\"light dark\">\n");
  html.element("title",
               fmt::format("{}: {}, xfrm-canary", headline(judgement.verdict), judgement.node));
  html.markup("<style>");
  html.markup(kHtmlStyle);
  html.markup("</style>\n");
}

RankedPaths rank(const Judgement& judgement) {
  RankedPaths paths{worst_first(judgement), 0};
  while (paths.troubled < paths.all.size() && !is_healthy(*paths.all[paths.troubled]))
    ++paths.troubled;
  return paths;
}

void write_body(HtmlText& html, const Judgement& judgement) {
  const RankedPaths paths = rank(judgement);
  const HtmlElement body(html, "body");
  write_html_verdict(html, judgement, paths);
  {
    const HtmlElement main(html, "main");
    write_html_timeline(html, judgement, paths);
    write_html_matrix(html, paths);
    write_html_paths(html, judgement, paths);
    write_html_drops(html, judgement);
    write_html_clear(html, judgement);
    write_html_findings(html, judgement.findings);
    write_html_ledger(html, judgement);
    write_html_observer(html, judgement);
  }
  html.markup("<script>");
  html.markup(kHtmlScript);
  html.markup("</script>\n");
}

}  // namespace

std::string path_anchor(std::size_t place) { return fmt::format("path-{}", place); }

std::string to_html_report(const Judgement& judgement) {
  HtmlText html;
  html.markup("<!DOCTYPE html>\n");
  {
    const HtmlElement root(html, "html", {{"lang", "en"}});
    write_head(html, judgement);
    write_body(html, judgement);
  }
  return html.html();
}

}  // namespace canary

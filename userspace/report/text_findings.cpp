// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/text_sections.h"

namespace canary {
namespace {

std::string_view headline(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "note";
    case Severity::Warning:
      return "WARNING";
    case Severity::Failure:
      return "FAILURE";
  }
  std::unreachable();
}

}  // namespace

void write_findings(Page& page, const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  page.heading("findings");
  std::vector<const Finding*> gravest_first;
  gravest_first.reserve(findings.size());
  for (const Finding& finding : findings) gravest_first.push_back(&finding);
  std::ranges::stable_sort(gravest_first, std::ranges::greater{}, &Finding::severity);
  for (const Finding* finding : gravest_first) {
    page.paragraph(
        fmt::format("  {}  ", page.tinted(finding->severity, headline(finding->severity))),
        fmt::format("{} [{}{}{}]", finding->summary, finding->kind,
                    finding->node.empty() ? "" : ", ", finding->node));
    for (const std::string& evidence : finding->evidence) page.paragraph("    seen   ", evidence);
    for (const std::string& advice : finding->advice) page.verbatim("    do     " + advice);
  }
}

}  // namespace canary

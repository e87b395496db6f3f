// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "report/finding_words.h"
#include "report/text_sections.h"

namespace canary {
void write_findings(Page& page, const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  page.heading("findings");
  for (const Finding* finding : gravest_first(findings)) {
    page.paragraph("  " + page.tinted(finding->severity, headline(finding->severity)) + "  ",
                   fmt::format("{} [{}{}{}]", finding->summary, finding->kind,
                               finding->node.empty() ? "" : ", ", finding->node));
    for (const std::string& evidence : finding->evidence) page.paragraph("    seen   ", evidence);
    for (const std::string& command : finding->commands) page.verbatim("    do     " + command);
    for (const std::string& advice : finding->advice) page.verbatim("    do     " + advice);
  }
}

}  // namespace canary

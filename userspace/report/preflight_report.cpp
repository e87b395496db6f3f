// SPDX-License-Identifier: Apache-2.0
#include "report/preflight_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json_text.h"
#include "report/json_finding.h"
#include "report/text_sections.h"

namespace canary {
namespace {

std::string_view advise(const PreflightReport& report) {
  switch (report.outlook_in_all()) {
    case Outlook::Affected:
      return "do not, as things stand";
    case Outlook::CannotTell:
      return "cannot tell";
    case Outlook::NothingKnown:
      return report.findings.empty() ? "nothing is known against it" : "read this first";
  }
  std::unreachable();
}

std::string horizon_of(const Product& product) {
  return fmt::format("{} is known from {} to {}, as of {}", product.name, to_text(product.oldest),
                     to_text(product.newest), product.date);
}

std::string_view outlook_word(Outlook outlook) {
  switch (outlook) {
    case Outlook::NothingKnown:
      return "nothing known";
    case Outlook::Affected:
      return "affected";
    case Outlook::CannotTell:
      return "cannot tell";
  }
  std::unreachable();
}

}  // namespace

Outlook PreflightReport::outlook_in_all() const {
  const bool failing =
      std::ranges::find(findings, Severity::Failure, &Finding::severity) != findings.end();
  return failing ? Outlook::Affected : outlook;
}

TerminalText to_text_report(const PreflightReport& report, TextStyle style) {
  Page page(style);
  page.paragraph("", fmt::format("upgrade of {} from {} to {}: {}", report.product.name,
                                 to_text(report.from), to_text(report.to), advise(report)));
  for (const auto& reason : report.reasons) page.paragraph("  - ", reason);
  page.paragraph("", horizon_of(report.product));
  write_findings(page, report.findings);
  return page.text();
}

std::string to_json_report(const PreflightReport& report) {
  nlohmann::ordered_json json{{"schema", "xfrm-canary/preflight/1"},
                              {"product", report.product.name},
                              {"from", to_text(report.from)},
                              {"to", to_text(report.to)},
                              {"outlook", outlook_word(report.outlook)},
                              {"reasons", report.reasons},
                              {"known",
                               {{"oldest", to_text(report.product.oldest)},
                                {"newest", to_text(report.product.newest)},
                                {"date", report.product.date}}},
                              {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : report.findings) json["findings"].push_back(to_json(finding));
  return to_json_text(json);
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "report/preflight_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json_finding.h"
#include "report/text_sections.h"

namespace canary {
namespace {

std::string_view advise(const std::vector<Finding>& findings) {
  const bool failing =
      std::ranges::find(findings, Severity::Failure, &Finding::severity) != findings.end();
  if (failing) return "do not, as things stand";
  return findings.empty() ? "nothing is known against it" : "read this first";
}

}  // namespace

std::string to_text_report(const PreflightReport& report, TextStyle style) {
  Page page(style);
  page.paragraph("", fmt::format("upgrade from {} to {}: {}", report.from, report.to,
                                 advise(report.findings)));
  write_findings(page, report.findings);
  return page.text();
}

std::string to_json_report(const PreflightReport& report) {
  nlohmann::ordered_json json{{"schema", "xfrm-canary/preflight/1"},
                              {"from", report.from},
                              {"to", report.to},
                              {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : report.findings) json["findings"].push_back(to_json(finding));
  return json.dump(2) + "\n";
}

}  // namespace canary

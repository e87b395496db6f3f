// SPDX-License-Identifier: Apache-2.0
#include "report/cluster_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "report/markup_text.h"
#include "report/page.h"

namespace canary {
namespace {

using Json = nlohmann::ordered_json;

bool is_well(const NodeVerdict& node) {
  return node.verdict < Verdict::Inconclusive && node.failures.empty();
}

std::string test_case(std::string_view name, std::string_view outcome, std::string_view why) {
  if (outcome.empty())
    return fmt::format("  <testcase classname=\"xfrm-canary\" name=\"{}\"/>\n",
                       escaped_markup(name));
  return fmt::format(
      "  <testcase classname=\"xfrm-canary\" name=\"{}\">\n    <{} message=\"{}\"/>\n"
      "  </testcase>\n",
      escaped_markup(name), outcome, escaped_markup(why));
}

std::string test_case(const NodeVerdict& node) {
  if (!node.failures.empty()) return test_case(node.node, "failure", node.failures.front());
  if (node.verdict == Verdict::NotRecovered) return test_case(node.node, "failure", node.reason);
  if (node.verdict == Verdict::Inconclusive) return test_case(node.node, "error", node.reason);
  return test_case(node.node, "", "");
}

bool is_failure(const NodeVerdict& node) {
  return !node.failures.empty() || node.verdict == Verdict::NotRecovered;
}

}  // namespace

TerminalText to_text_report(const ClusterJudgement& judgement, TextStyle style) {
  Page page(style);
  page.paragraph("verdict: " + page.tinted(judgement.verdict, to_text(judgement.verdict)) + ", ",
                 judgement.reason);
  const auto well = std::ranges::count_if(judgement.nodes, is_well);
  page.paragraph("", fmt::format("{} of {} nodes are well", well,
                                 judgement.nodes.size() + judgement.missing.size()));
  for (const NodeVerdict& node : judgement.nodes) {
    if (is_well(node)) continue;
    page.heading(node.node);
    page.paragraph("  " + page.tinted(node.verdict, to_text(node.verdict)) + ": ", node.reason);
    for (const std::string& failure : node.failures) page.paragraph("  ", failure);
  }
  for (const MissingNode& node : judgement.missing) {
    page.heading(node.name);
    page.paragraph("  ", "did not tell: " + node.why);
  }
  return page.text();
}

std::string to_json_report(const ClusterJudgement& judgement) {
  Json json{{"schema", std::string(kClusterSchema)},
            {"verdict", std::string(to_text(judgement.verdict))},
            {"reason", judgement.reason},
            {"nodes", Json::array()},
            {"missing", Json::array()}};
  for (const NodeVerdict& node : judgement.nodes)
    json["nodes"].push_back({{"node", node.node},
                             {"verdict", std::string(to_text(node.verdict))},
                             {"reason", node.reason},
                             {"failures", node.failures},
                             {"peers", node.peers.size()}});
  for (const MissingNode& node : judgement.missing)
    json["missing"].push_back({{"name", node.name}, {"why", node.why}});
  return to_json_text(json);
}

std::string to_junit_report(const ClusterJudgement& judgement) {
  const auto failures = std::ranges::count_if(judgement.nodes, is_failure);
  const auto errors = std::ranges::count_if(judgement.nodes, [](const NodeVerdict& node) {
    return !is_failure(node) && node.verdict == Verdict::Inconclusive;
  });
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"xfrm-canary\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
      judgement.nodes.size() + judgement.missing.size(), failures,
      static_cast<std::size_t>(errors) + judgement.missing.size());
  for (const NodeVerdict& node : judgement.nodes) xml += test_case(node);
  for (const MissingNode& node : judgement.missing)
    xml += test_case(node.name, "error", "did not tell: " + node.why);
  return xml + "</testsuite>\n";
}

}  // namespace canary

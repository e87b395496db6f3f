// SPDX-License-Identifier: Apache-2.0
#include "session/preflight_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "advice/forecast.h"
#include "agent/agent_poller.h"
#include "agent/agent_spec.h"
#include "base/scoped_netns.h"
#include "base/write_file.h"
#include "inspection/cilium_marks.h"
#include "report/json_finding.h"
#include "report/text_sections.h"
#include "session/inspect_command.h"
#include "session/people_output.h"

namespace canary {
namespace {

Result<Version> ask_agent(const PreflightOptions& options) {
  const auto spec = parse_agent_spec(options.agent);
  if (!spec) return std::unexpected(spec.error());
  const auto entered = ScopedNetns::enter(options.node_netns);
  if (!entered) return std::unexpected(entered.error());
  constexpr Duration kLimit = std::chrono::seconds(2);
  const auto poll = AgentPoller(*spec, kLimit).poll();
  if (!poll.version)
    return usage_error(fmt::format("{} does not tell its version ({}): say it with --from",
                                   to_text(*spec),
                                   poll.reason.empty() ? "it has none to tell" : poll.reason));
  return Version::parse(*poll.version);
}

Result<Version> version_before(const PreflightOptions& options) {
  if (options.from.empty()) return ask_agent(options);
  auto version = Version::parse(options.from);
  if (!version) return in_context("--from", version.error());
  return version;
}

/// What the node's own tables say of the conditions that advisories have.
std::map<std::string_view, bool> conditions_of(const Inspection& inspection) {
  const auto& states = inspection.tables.states;
  if (states.empty()) return {};
  return {{kWireguard, false}, {kRotation, rotates_keys(inspection.tables)}};
}

Finding to_finding(const Advisory& advisory, const Version& from, const Version& to,
                   const NodeName& node) {
  Finding finding{advisory.id, advisory.severity, node, "", {}, {}};
  finding.summary = fmt::format("{} to {}: {}", to_text(from), to_text(to), advisory.title);
  for (const auto* condition : advisory.conditions)
    finding.evidence.push_back(fmt::format("concerns clusters with {}", condition->words));
  finding.evidence.push_back(fmt::format("shows as: {}", advisory.shows_as));
  finding.evidence.push_back(fmt::format("see {}, {}{}", advisory.source, advisory.date,
                                         advisory.is_read ? "" : " (as told; not read there)"));
  finding.advice = advisory.remedies;
  return finding;
}

/// What `preflight` has to say.
struct Preflight {
  Version from, to;
  const Product* product;
  Forecast forecast;
  std::vector<Finding> findings;

  [[nodiscard]] ExitStatus status() const {
    if (forecast.outlook == Outlook::Affected || exit_status_of(findings) == ExitStatus::Broken)
      return ExitStatus::Broken;
    return forecast.outlook == Outlook::CannotTell ? ExitStatus::Inconclusive : ExitStatus::Fine;
  }
};

std::string_view advise(const Preflight& preflight) {
  const auto status = preflight.status();
  if (status == ExitStatus::Broken) return "do not, as things stand";
  if (status == ExitStatus::Inconclusive) return "cannot tell";
  return preflight.findings.empty() ? "nothing is known against it" : "read this first";
}

std::string horizon_of(const Product& product) {
  return fmt::format("{} is known from {} to {}, as of {}", product.name, to_text(product.oldest),
                     to_text(product.newest), product.date);
}

std::string to_text_preflight(const Preflight& preflight, TextStyle style) {
  Page page(style);
  page.paragraph("",
                 fmt::format("upgrade of {} from {} to {}: {}", preflight.product->name,
                             to_text(preflight.from), to_text(preflight.to), advise(preflight)));
  for (const auto& reason : preflight.forecast.reasons) page.paragraph("  - ", reason);
  page.paragraph("", horizon_of(*preflight.product));
  write_findings(page, preflight.findings);
  return page.text();
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

std::string to_json_preflight(const Preflight& preflight) {
  const auto& product = *preflight.product;
  nlohmann::ordered_json json{{"schema", "xfrm-canary/preflight/1"},
                              {"product", product.name},
                              {"from", to_text(preflight.from)},
                              {"to", to_text(preflight.to)},
                              {"outlook", outlook_word(preflight.forecast.outlook)},
                              {"reasons", preflight.forecast.reasons},
                              {"known",
                               {{"oldest", to_text(product.oldest)},
                                {"newest", to_text(product.newest)},
                                {"date", product.date}}},
                              {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : preflight.findings) json["findings"].push_back(to_json(finding));
  return json.dump(2) + "\n";
}

}  // namespace

Result<ExitStatus> run_preflight(const PreflightOptions& options) {
  const auto to = Version::parse(options.to);
  if (!to) return in_context("--to", to.error());
  const auto from = version_before(options);
  if (!from) return std::unexpected(from.error());
  auto inspection = inspect_node(options.node, options.node_netns, {});
  if (!inspection) return std::unexpected(inspection.error());
  const auto& data = known_advisories();
  const auto* product = data.find_product("cilium");
  Preflight preflight{
      *from, *to, product, forecast(data, *product, *from, *to, conditions_of(*inspection)), {}};
  for (const auto* advisory : preflight.forecast.advisories)
    preflight.findings.push_back(to_finding(*advisory, *from, *to, options.node));
  std::ranges::move(inspection->findings, std::back_inserter(preflight.findings));

  const PeopleOutput people(options.json_file);
  people.write(to_text_preflight(preflight, people.style()));
  if (!options.json_file.empty())
    if (auto written = write_file(options.json_file, to_json_preflight(preflight)); !written)
      return std::unexpected(written.error());
  return preflight.status();
}

}  // namespace canary

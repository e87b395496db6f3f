// SPDX-License-Identifier: Apache-2.0
#include "commands/preflight_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "advice/forecast.h"
#include "advice/update_risks.h"
#include "agent/agent.h"
#include "agent/agent_poller.h"
#include "base/scoped_netns.h"
#include "cli/text_output.h"
#include "commands/node_ability.h"
#include "commands/node_flag.h"
#include "commands/node_inspection.h"
#include "inspection/cilium_marks.h"
#include "report/preflight_report.h"

namespace canary {
namespace {

/// What the agent that is asked for its version is.
constexpr std::string_view kAgentsProduct = "cilium";

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

Result<const Product*> product_of(const PreflightOptions& options) {
  const auto& data = known_advisories();
  if (const auto* product = data.find_product(options.product)) return product;
  std::vector<std::string_view> names;
  for (const auto& product : data.products) names.push_back(product.name);
  return usage_error(fmt::format("--product: nothing is known of '{}': it is one of {}",
                                 options.product, fmt::join(names, ", ")));
}

Result<Version> version_before(const PreflightOptions& options, const Product& product) {
  if (options.from.empty()) {
    if (product.name == kAgentsProduct) return ask_agent(options);
    return usage_error(
        fmt::format("the version of {} that runs now cannot be asked for: say it "
                    "with --from",
                    product.name));
  }
  auto version = Version::parse(options.from, product.form);
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

/// What is known, with what the makers of OpenShift tell of this update where they were asked.
Result<AdvisoryData> data_for(const PreflightOptions& options, const Version& from,
                              const Version& to) {
  AdvisoryData data = known_advisories();
  if (options.risks_file.empty()) return data;
  std::ifstream file(options.risks_file);
  if (!file) return usage_error(fmt::format("--risks: cannot read {}", options.risks_file));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto risks = read_update_risks(text, from, to);
  if (!risks) return in_context(options.risks_file, risks.error());
  if (!risks->knows_the_update)
    return usage_error(
        fmt::format("{} knows no update from {} to {}: ask for the channel of the "
                    "release that is to come",
                    options.risks_file, to_text(from), to_text(to)));
  std::ranges::move(risks->advisories, std::back_inserter(data.advisories));
  return data;
}

PreflightReport look_ahead(const AdvisoryData& data, const Product& product, const Version& from,
                           const Version& to, const Inspection& inspection, const NodeName& node) {
  auto ahead = forecast(data, product, from, to, conditions_of(inspection));
  PreflightReport report{from, to, product, ahead.outlook, std::move(ahead.reasons), {}};
  for (const auto* advisory : ahead.advisories)
    report.findings.push_back(to_finding(*advisory, from, to, node));
  std::ranges::move(find_missing_abilities(inspection.tables, node),
                    std::back_inserter(report.findings));
  std::ranges::copy(inspection.findings, std::back_inserter(report.findings));
  return report;
}

ExitStatus status_of(Outlook outlook) {
  switch (outlook) {
    case Outlook::NothingKnown:
      return ExitStatus::Fine;
    case Outlook::Affected:
      return ExitStatus::Broken;
    case Outlook::CannotTell:
      return ExitStatus::Inconclusive;
  }
  std::unreachable();
}

}  // namespace

PreflightCommand::PreflightCommand(CLI::App& app) {
  app.option_defaults()->always_capture_default();
  app.add_option("--from", options_.from, "version that runs now (default: ask the agent)")
      ->type_name("VERSION");
  app.add_option("--to", options_.to, "version that is to come")->required()->type_name("VERSION");
  app.add_option("--product", options_.product, "what is upgraded: cilium, openshift, linux...")
      ->type_name("NAME");
  app.add_option("--risks", options_.risks_file,
                 "updates of OpenShift and their risks, as its update service tells them (JSON)")
      ->type_name("FILE");
  app.add_option("--agent", options_.agent, "whom to ask, as for verify")->type_name("AGENT");
  add_node_flag(app, options_.node, "name of this node in reports");
  app.add_option("--node-netns", options_.node_netns, "network namespace of XFRM")
      ->type_name("FILE");
  app.add_option("--json", options_.json_file, "write it as JSON; -: stdout")->type_name("FILE");
}

Result<ExitStatus> PreflightCommand::run(const Words& /*given*/) {
  const auto product = product_of(options_);
  if (!product) return std::unexpected(product.error());
  const auto to = Version::parse(options_.to, (*product)->form);
  if (!to) return in_context("--to", to.error());
  const auto from = version_before(options_, **product);
  if (!from) return std::unexpected(from.error());
  const auto inspection = inspect_node(options_.node, options_.node_netns, {});
  if (!inspection) return std::unexpected(inspection.error());
  const auto data = data_for(options_, *from, *to);
  if (!data) return std::unexpected(data.error());
  const auto entered = ScopedNetns::enter(options_.node_netns);
  if (!entered) return std::unexpected(entered.error());
  const auto report = look_ahead(*data, **product, *from, *to, *inspection, options_.node);

  const TextOutput people(options_.json_file);
  const auto written =
      write_reports(people, to_text_report(report, people.style()),
                    {{options_.json_file, [&] { return to_json_report(report); }}});
  if (!written) return std::unexpected(written.error());
  return status_of(report.outlook_in_all());
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "commands/preflight_command.h"

#include <fmt/format.h>
#include <netinet/in.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "advice/forecast.h"
#include "agent/agent.h"
#include "agent/agent_poller.h"
#include "base/scoped_netns.h"
#include "cli/text_output.h"
#include "commands/node_flag.h"
#include "commands/node_inspection.h"
#include "inspection/cilium_marks.h"
#include "kernel/esp_ability.h"
#include "report/preflight_report.h"

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

bool uses_esp(const XfrmTables& tables, Family family) {
  return std::ranges::any_of(tables.states, [&](const auto& state) {
    return state.protocol == IPPROTO_ESP && state.destination.family == family;
  });
}

/// Of the family that the node's states have, or of IPv4 where it has none.
std::vector<Finding> foresee_missing_esp(const Inspection& inspection, const NodeName& node) {
  std::vector<Finding> findings;
  for (const Family family : {Family::V4, Family::V6}) {
    const bool is_used = uses_esp(inspection.tables, family);
    const auto ability = find_esp_ability(family);
    if (ability.can_be_loaded != false || !(is_used || family == Family::V4)) continue;
    Finding& finding = findings.emplace_back();
    finding.kind = "esp-unavailable";
    finding.severity = ability.is_there ? Severity::Warning : Severity::Failure;
    finding.node = node;
    finding.summary =
        ability.is_there
            ? fmt::format("{} is loaded, and will not be after the node's next start",
                          ability.module)
            : fmt::format("no state can be added: the kernel is not to load {}", ability.module);
    finding.evidence = {ability.why,
                        "the kernel refuses a state without it (EPROTONOSUPPORT, \"Requested type "
                        "not found\"), and no drop counter moves"};
    finding.advice = {
        fmt::format("let modprobe load {} again, or keep this node image away from "
                    "nodes with IPsec",
                    ability.module)};
  }
  return findings;
}

PreflightReport look_ahead(const Version& from, const Version& to, const Inspection& inspection,
                           const NodeName& node) {
  const auto& data = known_advisories();
  const auto& product = *data.find_product("cilium");
  auto ahead = forecast(data, product, from, to, conditions_of(inspection));
  PreflightReport report{from, to, product, ahead.outlook, std::move(ahead.reasons), {}};
  for (const auto* advisory : ahead.advisories)
    report.findings.push_back(to_finding(*advisory, from, to, node));
  std::ranges::move(foresee_missing_esp(inspection, node), std::back_inserter(report.findings));
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
  app.add_option("--agent", options_.agent, "whom to ask, as for verify")->type_name("AGENT");
  add_node_flag(app, options_.node, "name of this node in reports");
  app.add_option("--node-netns", options_.node_netns, "network namespace of XFRM")
      ->type_name("FILE");
  app.add_option("--json", options_.json_file, "write it as JSON; -: stdout")->type_name("FILE");
}

Result<ExitStatus> PreflightCommand::run(const Words& /*given*/) {
  const auto to = Version::parse(options_.to);
  if (!to) return in_context("--to", to.error());
  const auto from = version_before(options_);
  if (!from) return std::unexpected(from.error());
  const auto inspection = inspect_node(options_.node, options_.node_netns, {});
  if (!inspection) return std::unexpected(inspection.error());
  const auto report = look_ahead(*from, *to, *inspection, options_.node);

  const TextOutput people(options_.json_file);
  const auto written =
      write_reports(people, to_text_report(report, people.style()),
                    {{options_.json_file, [&] { return to_json_report(report); }}});
  if (!written) return std::unexpected(written.error());
  return status_of(report.outlook_in_all());
}

}  // namespace canary

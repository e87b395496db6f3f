// SPDX-License-Identifier: Apache-2.0
#include "commands/inspect_command.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "cli/text_output.h"
#include "commands/node_flag.h"
#include "commands/node_inspection.h"
#include "report/inspection_report.h"

namespace canary {

InspectCommand::InspectCommand(CLI::App& app) {
  app.option_defaults()->always_capture_default();
  add_node_flag(app, options_.node, "name of this node in reports");
  app.add_option("--peer", peers_, "NAME=OUTER_ADDRESS of another node")
      ->take_all()
      ->type_name("PEER");
  app.add_option("--node-netns", options_.node_netns, "network namespace of XFRM")
      ->type_name("FILE");
  app.add_option("--json", options_.json_file, "write it as JSON; -: stdout")->type_name("FILE");
}

Result<InspectOptions> InspectCommand::options() const {
  InspectOptions options = options_;
  auto peers = parse_peers(peers_);
  if (!peers) return std::unexpected(peers.error());
  options.peers = std::move(*peers);
  return options;
}

Result<ExitStatus> InspectCommand::run(const Words& /*given*/) {
  const auto options = this->options();
  if (!options) return std::unexpected(options.error());
  const auto inspection = inspect_node(options->node, options->node_netns, options->peers);
  if (!inspection) return std::unexpected(inspection.error());
  const TextOutput people(options->json_file);
  const auto written =
      write_reports(people, to_text_inspection(*inspection, people.style()),
                    {{options->json_file, [&] { return to_json_inspection(*inspection); }}});
  if (!written) return std::unexpected(written.error());
  return exit_status_of(inspection->findings);
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "commands/reflect_command.h"

#include <CLI/CLI.hpp>

#include "commands/evidence_flags.h"
#include "commands/node_flag.h"
#include "commands/port_flag.h"
#include "commands/session_flags.h"
#include "session/reflect_session.h"

namespace canary {
namespace {

/// Refuses options that lack what watching for peers needs; chooses where to listen.
Result<void> check_watching(ReflectOptions& options) {
  EvidenceOptions& evidence = options.evidence;
  if (evidence.token_file.empty()) {
    if (!options.uplinks.empty() || !evidence.listen.empty())
      return usage_error(
          "--evidence-token is missing: what peers show when they ask what was watched");
    return {};
  }
  if (options.node.empty())
    return usage_error(
        "--evidence-token needs --node: the name of this node in the reports of its peers");
  if (evidence.listen.empty()) evidence.listen = options.control_local;
  if (evidence.listen.empty())
    return usage_error(
        "--evidence-token needs --control-local or --evidence-listen: the node address that peers "
        "ask");
  return {};
}

}  // namespace

ReflectCommand::ReflectCommand(CLI::App& app) {
  app.option_defaults()->always_capture_default();
  app.add_option("--local", local_, "address to answer on (default: all)")->type_name("ADDRESS");
  app.add_option("--control-local", control_local_, "node address to answer on as well")
      ->type_name("ADDRESS");
  add_port_flag(app, "--port", options_.port, "UDP port");
  app.add_option("--key-file", options_.key_file, "key for authenticated probes")
      ->type_name("FILE");
  app.add_option("--node-netns", options_.netns.node, "network namespace of --control-local")
      ->type_name("FILE");
  app.add_option("--probe-netns", options_.netns.probe, "network namespace of the pod side")
      ->type_name("FILE");
  app.add_option("--uplink", options_.uplinks,
                 "device that packets arrive through (default: all that routes lead through)")
      ->type_name("DEVICE");
  app.add_option("--overlay", options_.overlay, "VXLAN device, where there is one")
      ->type_name("DEVICE");
  add_node_flag(app, options_.node, "name of this node in the reports of its peers");
  add_evidence_flags(app, options_.evidence, evidence_listen_);
}

Result<ReflectOptions> ReflectCommand::options() const {
  ReflectOptions options = options_;
  Checked checked;
  checked.set(options.local, parse_addresses("--local", local_));
  checked.set(options.control_local, parse_addresses("--control-local", control_local_));
  checked.set(options.evidence.listen, parse_addresses("--evidence-listen", evidence_listen_));
  checked.require(check_watching(options));
  checked.require(check_evidence_options(options.evidence, false));
  if (checked.error()) return std::unexpected(*checked.error());
  return options;
}

Result<ExitStatus> ReflectCommand::run(const Words& /*given*/) {
  const auto options = this->options();
  if (!options) return std::unexpected(options.error());
  return run_reflect(*options);
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "commands/verify_command.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "commands/report_flags.h"
#include "session/verify_session.h"

namespace canary {
namespace {

void add_cluster_flags(CLI::App& app, ClusterOptions& cluster) {
  app.add_option("--cluster", cluster.nodes,
                 "ask the daemons of all nodes instead: NAME[:PORT],...")
      ->delimiter(',')
      ->take_all()
      ->type_name("NODE");
  app.add_option("--prometheus", cluster.prometheus,
                 "ask the Prometheus that scrapes them instead: http[s]://HOST[:PORT]")
      ->type_name("URL");
  app.add_option("--token-file", cluster.token_file,
                 "with --cluster or --prometheus: what is shown there")
      ->type_name("FILE");
  app.add_option("--junit", cluster.junit_file,
                 "with --cluster or --prometheus: write a JUnit report here")
      ->type_name("FILE");
}

}  // namespace

VerifyCommand::VerifyCommand(CLI::App& app) {
  add_session_flags(app, verify_, words_);
  app.add_option("--interval", words_.interval, "between two probes of a path")
      ->type_name("DURATION");
  app.add_flag("--after", after_, "the upgrade is over: judge from now");
  app.add_option("--gone-within", gone_within_, "how long to wait for the agent to go")
      ->type_name("DURATION");
  app.add_option("--ready-within", ready_within_, "how long to wait for it to be ready")
      ->type_name("DURATION");
  add_report_flags(app, verify_.reports);
  app.add_option("--record", verify_.record_file, "write all observations here (JSON Lines)")
      ->type_name("FILE");
  add_cluster_flags(app, cluster_);
}

Result<ClusterOptions> VerifyCommand::cluster_options() const {
  if (!verify_.node.empty() || !verify_.uplinks.empty() || !words_.peers.empty())
    return usage_error(
        "--cluster and --prometheus ask of daemons that probe already: leave out --node, --uplink "
        "and --peer");
  ClusterOptions cluster = cluster_;
  if (!cluster.nodes.empty() && !cluster.prometheus.empty())
    return usage_error("--cluster and --prometheus: whom to ask? Give one of them");
  if (!verify_.reports.html.empty())
    return usage_error(
        "--html is of one session: --cluster and --prometheus have --json and --junit");
  cluster.json_file = verify_.reports.json;
  return cluster;
}

Result<VerifyOptions> VerifyCommand::verify_options() const {
  VerifyOptions options = verify_;
  Checked checked;
  checked.require(!words_.peers.empty(), "--peer is required: whom to probe");
  checked.require(cluster_.token_file.empty() && cluster_.junit_file.empty(),
                  "--token-file and --junit go with --cluster or --prometheus");
  check_session_options(options, words_, checked);
  checked.require(check_report_files(options.reports));
  Criteria& criteria = options.criteria;
  checked.duration(criteria.interval, "--interval", words_.interval);
  checked.duration(options.gone_within, "--gone-within", gone_within_);
  checked.duration(options.ready_within, "--ready-within", ready_within_);
  criteria.after_upgrade = after_;
  constexpr Duration kShortest = std::chrono::milliseconds(1);
  checked.require(criteria.interval >= kShortest, "--interval: 1ms is the shortest");
  checked.require(options.agent != "none" || after_,
                  "--agent none has no upgrade to wait for: judge from now with --after");
  if (checked.error()) return std::unexpected(*checked.error());
  return options;
}

Result<std::variant<VerifyOptions, ClusterOptions>> VerifyCommand::options() const {
  if (cluster_.nodes.empty() && cluster_.prometheus.empty()) return verify_options();
  return cluster_options();
}

Result<ExitStatus> VerifyCommand::run(const Words& /*given*/) {
  const auto wanted = options();
  if (!wanted) return std::unexpected(wanted.error());
  if (const auto* cluster = std::get_if<ClusterOptions>(&*wanted))
    return run_cluster_verify(*cluster);
  return run_verify(std::get<VerifyOptions>(*wanted));
}

}  // namespace canary

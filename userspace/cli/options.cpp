// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/config_file.h"
#include "cli/evidence_options.h"
#include "cli/run_options.h"
#include "cli/session_options.h"

namespace canary {
namespace {

/// Flags of verify as they are written, before they become checked types.
struct VerifyWords {
  SessionWords session;
  std::string gone_within = "10m", ready_within = "10m";
  bool after = false;
  ClusterOptions cluster;
};

/// Of commands that ask or answer in few words.
struct Words {
  std::vector<std::string> peers, local, control_local, evidence_listen;
};

void add_report_files(CLI::App& command, ReportFiles& files) {
  command.add_option("--json", files.json, "write the JSON report here; -: stdout");
  command.add_option("--html", files.html, "write the HTML report here; -: stdout");
}

Result<void> check_report_files(const ReportFiles& files) {
  if (files.json == "-" && files.html == "-")
    return usage_error("--json and --html: only one of them can go to stdout");
  return {};
}

void add_verify(CLI::App& app, VerifyOptions& options, VerifyWords& words) {
  auto* verify = app.add_subcommand(
      "verify",
      "probe every peer through an upgrade (or after one) and judge whether it recovered");
  add_session_options(*verify, options, words.session);
  verify->add_option("--interval", words.session.interval, "between two probes of a path");
  verify->add_flag("--after", words.after, "the upgrade is over: judge from now");
  verify->add_option("--gone-within", words.gone_within, "how long to wait for the agent to go");
  verify->add_option("--ready-within", words.ready_within, "how long to wait for it to be ready");
  add_report_files(*verify, options.reports);
  verify->add_option("--record", options.record_file, "write all observations here (JSON Lines)");
  verify
      ->add_option("--cluster", words.cluster.nodes,
                   "ask the daemons of all nodes instead: NAME[:PORT],...")
      ->delimiter(',')
      ->take_all();
  verify->add_option("--prometheus", words.cluster.prometheus,
                     "ask the Prometheus that scrapes them instead: http[s]://HOST[:PORT]");
  verify->add_option("--token-file", words.cluster.token_file,
                     "with --cluster or --prometheus: what is shown there");
  verify->add_option("--junit", words.cluster.junit_file,
                     "with --cluster or --prometheus: write a JUnit report here");
}

void add_reflect(CLI::App& app, ReflectOptions& options, Words& words) {
  auto* reflect = app.add_subcommand(
      "reflect", "answer the probes of others; with --uplink, tell them where theirs died");
  reflect->option_defaults()->always_capture_default();
  reflect->add_option("--local", words.local, "address to answer on (default: all)");
  reflect->add_option("--control-local", words.control_local, "node address to answer on as well");
  reflect->add_option("--port", options.port, "UDP port")->check(CLI::Range(1, 65535));
  reflect->add_option("--key-file", options.key_file, "key for authenticated probes");
  reflect->add_option("--node-netns", options.netns.node, "network namespace of --control-local");
  reflect->add_option("--probe-netns", options.netns.probe, "network namespace of the pod side");
  reflect->add_option("--uplink", options.uplink,
                      "device that ESP arrives through: watch what happens to probes here");
  reflect->add_option("--overlay", options.overlay, "VXLAN device, where there is one");
  reflect->add_option("--node", options.node, "name of this node in the reports of its peers");
  add_evidence_options(*reflect, options.evidence, words.evidence_listen);
}

void add_judge(CLI::App& app, JudgeOptions& options) {
  auto* judge =
      app.add_subcommand("judge", "judge recordings again, also of several nodes at once");
  judge->add_option("RECORDING", options.recordings, "files that --record wrote")->required();
  add_report_files(*judge, options.reports);
}

void add_doctor(CLI::App& app, DoctorOptions& options) {
  auto* doctor = app.add_subcommand("doctor", "what this kernel offers, what is chosen, and why");
  doctor->add_option("--uplink", options.uplink, "device to look at");
  doctor->add_option("--node-netns", options.node_netns, "network namespace of the uplink");
  doctor->add_option("--without", options.without, "force features or hooks off")->delimiter(',');
  doctor->add_option("--json", options.json_file, "write it as JSON; -: stdout");
}

void add_inspect(CLI::App& app, InspectOptions& options, Words& words) {
  auto* inspect = app.add_subcommand(
      "inspect", "what encrypts and decrypts on this node, and which state or policy is wrong");
  inspect->option_defaults()->always_capture_default();
  inspect->add_option("--node", options.node, "name of this node in reports");
  inspect->add_option("--peer", words.peers, "NAME=OUTER_ADDRESS of another node")->take_all();
  inspect->add_option("--node-netns", options.node_netns, "network namespace of XFRM");
  inspect->add_option("--json", options.json_file, "write it as JSON; -: stdout");
}

void add_preflight(CLI::App& app, PreflightOptions& options) {
  auto* preflight = app.add_subcommand(
      "preflight", "is an upgrade known to break encrypted traffic, and is this node fit for it?");
  preflight->option_defaults()->always_capture_default();
  preflight->add_option("--from", options.from, "version that runs now (default: ask the agent)");
  preflight->add_option("--to", options.to, "version that is to come")->required();
  preflight->add_option("--agent", options.agent, "whom to ask, as for verify");
  preflight->add_option("--node", options.node, "name of this node in reports");
  preflight->add_option("--node-netns", options.node_netns, "network namespace of XFRM");
  preflight->add_option("--json", options.json_file, "write it as JSON; -: stdout");
}

void add_explain(CLI::App& app, ExplainOptions& options) {
  auto* explain = app.add_subcommand("explain", "what a drop cause means, and what to do about it");
  explain->add_option("CAUSE", options.cause, "as in /proc/net/xfrm_stat; none: lists all");
  explain->add_option("--json", options.json_file, "write it as JSON; -: stdout");
}

Result<Command> check_cluster(const VerifyOptions& options, const VerifyWords& words) {
  if (!options.node.empty() || !options.uplink.empty() || !words.session.peers.empty())
    return usage_error(
        "--cluster and --prometheus ask of daemons that probe already: leave out --node, --uplink "
        "and --peer");
  ClusterOptions cluster = words.cluster;
  if (!cluster.nodes.empty() && !cluster.prometheus.empty())
    return usage_error("--cluster and --prometheus: whom to ask? Give one of them");
  if (!options.reports.html.empty())
    return usage_error(
        "--html is of one session: --cluster and --prometheus have --json and --junit");
  cluster.json_file = options.reports.json;
  return cluster;
}

Result<Command> check_verify(VerifyOptions options, const VerifyWords& words) {
  if (!words.cluster.nodes.empty() || !words.cluster.prometheus.empty())
    return check_cluster(options, words);
  Checked checked;
  checked.require(!words.session.peers.empty(), "--peer is required: whom to probe");
  checked.require(words.cluster.token_file.empty() && words.cluster.junit_file.empty(),
                  "--token-file and --junit go with --cluster or --prometheus");
  check_session_options(options, words.session, checked);
  checked.require(check_report_files(options.reports));
  Criteria& criteria = options.criteria;
  checked.duration(criteria.interval, "--interval", words.session.interval);
  checked.duration(options.gone_within, "--gone-within", words.gone_within);
  checked.duration(options.ready_within, "--ready-within", words.ready_within);
  criteria.after_upgrade = words.after;
  constexpr Duration kShortest = std::chrono::milliseconds(1);
  checked.require(criteria.interval >= kShortest, "--interval: 1ms is the shortest");
  checked.require(options.agent != "none" || words.after,
                  "--agent none has no upgrade to wait for: judge from now with --after");
  if (checked.error()) return std::unexpected(*checked.error());
  return options;
}

Result<Command> check_judge(JudgeOptions options) {
  if (auto held = check_report_files(options.reports); !held) return std::unexpected(held.error());
  return options;
}

Result<Command> check_reflect(ReflectOptions options, const Words& words) {
  Checked checked;
  checked.set(options.local, parse_addresses("--local", words.local));
  checked.set(options.control_local, parse_addresses("--control-local", words.control_local));
  checked.set(options.evidence.listen, parse_addresses("--evidence-listen", words.evidence_listen));
  checked.require(check_watching(options));
  checked.require(check_evidence_options(options.evidence, false));
  if (checked.error()) return std::unexpected(*checked.error());
  return options;
}

Result<Command> check_inspect(InspectOptions options, const Words& words) {
  if (words.peers.empty()) return options;
  auto peers = parse_peers(words.peers);
  if (!peers) return std::unexpected(peers.error());
  options.peers = std::move(*peers);
  return options;
}

/// "--peer X" and "--peer=X" are left out.
std::vector<std::string> without_peers(std::vector<std::string> words) {
  std::vector<std::string> others;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--peer")
      ++i;
    else if (!words[i].starts_with("--peer="))
      others.push_back(std::move(words[i]));
  }
  return others;
}

/// All commands and what their flags are read into.
struct Parser {
  Parser()
      : app("Does encrypted traffic between nodes really flow again after an upgrade?",
            "xfrm-canary") {
    app.set_version_flag("--version", "xfrm-canary " CANARY_VERSION);
    app.require_subcommand(1);
    add_verify(app, verify, verify_words);
    add_run(app, run, run_words);
    add_reflect(app, reflect, reflect_words);
    add_judge(app, judge);
    add_doctor(app, doctor);
    add_inspect(app, inspect, inspect_words);
    add_preflight(app, preflight);
    add_explain(app, explain);
  }

  Result<Command> parse(std::vector<std::string> words) {
    std::ranges::reverse(words);  // CLI11 takes them from the end
    try {
      app.parse(std::move(words));
    } catch (const CLI::CallForHelp&) {
      return HelpText{app.help()};
    } catch (const CLI::CallForAllHelp&) {
      return HelpText{app.help("", CLI::AppFormatMode::All)};
    } catch (const CLI::CallForVersion& version) {
      return HelpText{std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
      return usage_error(fmt::format("{}: see xfrm-canary --help", error.what()));
    }
    if (app.got_subcommand("verify")) return check_verify(std::move(verify), verify_words);
    if (app.got_subcommand("run")) return check_run(std::move(run), run_words);
    if (app.got_subcommand("reflect")) return check_reflect(std::move(reflect), reflect_words);
    if (app.got_subcommand("judge")) return check_judge(std::move(judge));
    if (app.got_subcommand("inspect")) return check_inspect(std::move(inspect), inspect_words);
    if (app.got_subcommand("preflight")) return preflight;
    if (app.got_subcommand("explain")) return explain;
    return doctor;
  }

  CLI::App app;
  VerifyOptions verify;
  VerifyWords verify_words;
  RunOptions run;
  RunWords run_words;
  ReflectOptions reflect;
  Words reflect_words, inspect_words;
  JudgeOptions judge;
  DoctorOptions doctor;
  InspectOptions inspect;
  PreflightOptions preflight;
  ExplainOptions explain;
};

}  // namespace

Result<Command> parse_words(const std::vector<std::string>& given) {
  Parser parser;
  auto words = given;
  if (const std::string file = config_file_of(words); !file.empty() && words.front() == "run") {
    const auto more = words_of_file(file, *parser.app.get_subcommand("run"), words);
    if (!more) return std::unexpected(more.error());
    words.insert(words.end(), more->begin(), more->end());
  }
  auto command = parser.parse(words);
  if (!command || !std::holds_alternative<RunOptions>(*command)) return command;
  auto& run = std::get<RunOptions>(*command);
  run.given = given;
  run.settings = without_peers(std::move(words));
  return command;
}

Result<Command> parse_command_line(int argc, const char* const* argv) {
  return parse_words({argv + 1, argv + std::max(argc, 1)});
}

}  // namespace canary

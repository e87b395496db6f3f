// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/evidence_options.h"

namespace canary {
namespace {

/// Flags as they are written, before they become checked types.
struct Words {
  std::vector<std::string> peers, local, control_local, protects, evidence_listen;
  std::string interval = "100ms", deadline = "1s", agent_interval = "200ms", baseline = "5s";
  std::string gone_within = "10m", ready_within = "10m", settle = "30s", recover_within;
  bool after = false;
  bool no_reflector = false;
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

void add_verify(CLI::App& app, VerifyOptions& options, Words& words) {
  auto* verify = app.add_subcommand(
      "verify",
      "probe every peer through an upgrade (or after one) and judge whether it recovered");
  verify->option_defaults()->always_capture_default()->take_last();
  verify->add_option("--node", options.node, "name of this node in reports")->required();
  verify->add_option("--uplink", options.uplink, "device that ESP leaves through")->required();
  verify->add_option("--overlay", options.overlay,
                     "VXLAN device, where the uplink carries ESP in VXLAN");
  verify->add_option("--peer", words.peers, "NAME=ADDRESS[,control=ADDRESS][,protects=CIDR]")
      ->required()
      ->take_all();
  verify->add_option("--local", words.local, "pod address to probe from, one a family")->take_all();
  verify->add_option("--control-local", words.control_local, "node address, one a family")
      ->take_all();
  verify
      ->add_option("--protects", words.protects,
                   "local prefix that must never leave in the clear (default: --local)")
      ->take_all();
  verify->add_option("--port", options.port, "UDP port of the probes")->check(CLI::Range(1, 65535));
  verify->add_option("--interval", words.interval, "between two probes of a path");
  verify->add_option("--deadline", words.deadline, "a later reply counts as late");
  verify->add_option("--large-every", options.large_every,
                     "every n-th probe fills the path MTU; 0: none");
  verify->add_option("--key-file", options.key_file, "key for authenticated probes (HMAC-SHA-256)");
  verify->add_flag("--no-reflector", words.no_reflector,
                   "do not answer probes: `xfrm-canary reflect` does");
  verify->add_option("--node-netns", options.netns.node, "network namespace of uplink and XFRM");
  verify->add_option("--probe-netns", options.netns.probe, "network namespace of the pod side");
  verify->add_option("--agent", options.agent,
                     "cilium[:SOCKET], http://HOST:PORT/PATH, exec:COMMAND, file:PATH or none");
  verify->add_option("--agent-interval", words.agent_interval, "between two looks at the agent");
  verify->add_flag("--after", words.after, "the upgrade is over: judge from now");
  verify->add_option("--baseline", words.baseline, "how long to probe before the upgrade");
  verify->add_option("--gone-within", words.gone_within, "how long to wait for the agent to go");
  verify->add_option("--ready-within", words.ready_within, "how long to wait for it to be ready");
  verify->add_option("--settle", words.settle, "how long to watch after ready");
  verify
      ->add_option("--recover-within", words.recover_within,
                   "how long after ready recovery may take (default: --settle)")
      ->default_str("");
  add_report_files(*verify, options.reports);
  verify->add_option("--record", options.record_file, "write all observations here (JSON Lines)");
  verify->add_option("--without", options.without, "force features or hooks off")
      ->delimiter(',')
      ->take_all();
  add_evidence_options(*verify, options.evidence, words.evidence_listen);
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

Result<std::vector<IpAddress>> parse_addresses(std::string_view flag,
                                               const std::vector<std::string>& texts) {
  std::vector<IpAddress> addresses;
  for (const std::string& text : texts) {
    const auto address = IpAddress::parse(text);
    if (!address) return in_context(flag, address.error());
    addresses.push_back(*address);
  }
  return addresses;
}

/// Collects the first error of many small steps.
class Checked {
 public:
  template <class T>
  void set(T& target, Result<T> value) {
    if (value)
      target = std::move(*value);
    else if (!error_)
      error_ = value.error();
  }
  void duration(Duration& target, std::string_view flag, const std::string& text) {
    const auto parsed = parse_duration(text);
    if (parsed)
      target = *parsed;
    else if (!error_)
      error_ = in_context(flag, parsed.error()).error();
  }
  void require(const Result<void>& held) {
    if (!held && !error_) error_ = held.error();
  }
  void require(bool holds, std::string_view otherwise) {
    if (!holds && !error_) error_ = Error{ErrorKind::Usage, std::string(otherwise)};
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

Result<std::vector<IpPrefix>> parse_protected(const std::vector<std::string>& texts,
                                              const std::vector<IpAddress>& local) {
  std::vector<IpPrefix> prefixes;
  for (const std::string& text : texts) {
    const auto prefix = IpPrefix::parse(text);
    if (!prefix) return in_context("--protects", prefix.error());
    prefixes.push_back(*prefix);
  }
  if (prefixes.empty())
    for (const IpAddress& address : local)
      prefixes.push_back({address, static_cast<std::uint8_t>(address.size() * 8)});
  return prefixes;
}

Result<Command> check_verify(VerifyOptions options, const Words& words) {
  Checked checked;
  checked.set(options.peers, parse_peers(words.peers));
  checked.set(options.local, parse_addresses("--local", words.local));
  checked.set(options.control_local, parse_addresses("--control-local", words.control_local));
  checked.set(options.protects, parse_protected(words.protects, options.local));
  checked.set(options.evidence.listen, parse_addresses("--evidence-listen", words.evidence_listen));
  checked.require(check_evidence_options(options.evidence, true));
  checked.require(check_report_files(options.reports));
  Criteria& criteria = options.criteria;
  checked.duration(criteria.interval, "--interval", words.interval);
  checked.duration(criteria.deadline, "--deadline", words.deadline);
  checked.duration(criteria.agent_interval, "--agent-interval", words.agent_interval);
  checked.duration(criteria.settle, "--settle", words.settle);
  checked.duration(criteria.recover_within, "--recover-within",
                   words.recover_within.empty() ? words.settle : words.recover_within);
  checked.duration(options.baseline, "--baseline", words.baseline);
  checked.duration(options.gone_within, "--gone-within", words.gone_within);
  checked.duration(options.ready_within, "--ready-within", words.ready_within);
  criteria.after_upgrade = words.after;
  options.reflector = !words.no_reflector;
  constexpr Duration kShortest = std::chrono::milliseconds(1);
  checked.require(criteria.interval >= kShortest, "--interval: 1ms is the shortest");
  checked.require(criteria.deadline >= kShortest, "--deadline: 1ms is the shortest");
  checked.require(criteria.agent_interval >= kShortest, "--agent-interval: 1ms is the shortest");
  checked.require(criteria.recover_within <= criteria.settle,
                  "--recover-within is longer than --settle: what is not watched cannot be judged");
  checked.require(options.agent != "none" || words.after,
                  "--agent none has no upgrade to wait for: judge from now with --after");
  for (const PeerSpec& peer : options.peers)
    checked.require(peer.name != options.node,
                    "--peer names this node itself: a node does not probe itself");
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

}  // namespace

Result<Command> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Does encrypted traffic between nodes really flow again after an upgrade?",
               "xfrm-canary");
  app.set_version_flag("--version", "xfrm-canary " CANARY_VERSION);
  app.require_subcommand(1);
  VerifyOptions verify;
  ReflectOptions reflect;
  JudgeOptions judge;
  DoctorOptions doctor;
  InspectOptions inspect;
  PreflightOptions preflight;
  ExplainOptions explain;
  Words words;
  Words reflect_words;
  Words inspect_words;
  add_verify(app, verify, words);
  add_reflect(app, reflect, reflect_words);
  add_judge(app, judge);
  add_doctor(app, doctor);
  add_inspect(app, inspect, inspect_words);
  add_preflight(app, preflight);
  add_explain(app, explain);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return HelpText{app.help()};
  } catch (const CLI::CallForAllHelp&) {
    return HelpText{app.help("", CLI::AppFormatMode::All)};
  } catch (const CLI::CallForVersion& version) {
    return HelpText{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return usage_error(fmt::format("{}: see xfrm-canary --help", error.what()));
  }
  if (app.got_subcommand("verify")) return check_verify(std::move(verify), words);
  if (app.got_subcommand("reflect")) return check_reflect(std::move(reflect), reflect_words);
  if (app.got_subcommand("judge")) return check_judge(std::move(judge));
  if (app.got_subcommand("inspect")) return check_inspect(std::move(inspect), inspect_words);
  if (app.got_subcommand("preflight")) return preflight;
  if (app.got_subcommand("explain")) return explain;
  return doctor;
}

}  // namespace canary

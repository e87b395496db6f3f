// SPDX-License-Identifier: Apache-2.0
#include "cli/run_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/host_port.h"

namespace canary {
namespace {

bool is_loopback(const IpAddress& address) {
  constexpr std::uint8_t kLoopbackNet = 127;
  return address.family == Family::V4 ? address.bytes[0] == kLoopbackNet
                                      : to_text(address) == "::1";
}

/// "127.0.0.1:9862", "[::1]:9862"
Result<Endpoint> parse_listen(std::string_view text) {
  const auto split = split_host_port(text);
  const auto address = IpAddress::parse(split ? split->host : "");
  if (!split || !split->port || !address)
    return usage_error(
        fmt::format("--listen '{}': write ADDRESS:PORT, an IPv6 address in brackets", text));
  return Endpoint{*address, *split->port};
}

}  // namespace

void add_run(CLI::App& app, RunOptions& options, RunWords& words) {
  auto* run = app.add_subcommand(
      "run", "probe, answer, watch and judge every upgrade, until it is told to end");
  run->add_option("--config", options.config_file, "TOML file; each flag is a key of it");
  run->add_flag("--check-config", options.check_only, "check the configuration, do nothing else");
  add_session_options(*run, options.session, words.session);
  run->add_option("--peers-file", options.peers_file, "a peer a line, as --peer; watched");
  run->add_option("--peers-dns", options.peers_dns,
                  "DNS name: each address is a peer, or of _PORT._udp.NAME each target of its SRV "
                  "records; asked again and again");
  run->add_option("--cover", words.cover, "in this time every path is probed once");
  run->add_option("--window", words.window, "how much of the past is kept");
  run->add_option("--listen", words.listen, "ADDRESS:PORT of metrics and verdicts (HTTP)");
  run->add_option("--token-file", options.token_file,
                  "file with the token that clients show; wanted beyond loopback");
}

Result<Command> check_run(RunOptions options, const RunWords& words) {
  Checked checked;
  check_session_options(options.session, words.session, checked);
  Criteria& criteria = options.session.criteria;
  checked.duration(criteria.interval, "--cover", words.cover);
  checked.duration(options.window, "--window", words.window);
  checked.set(options.listen, parse_listen(words.listen));
  constexpr Duration kShortest = std::chrono::milliseconds(10);
  checked.require(criteria.interval >= kShortest, "--cover: 10ms is the shortest");
  checked.require(options.window >= options.session.baseline + criteria.settle + criteria.deadline,
                  "--window is shorter than --baseline, --settle and --deadline together: what is "
                  "forgotten cannot be judged");
  checked.require(is_loopback(options.listen.address) || !options.token_file.empty(),
                  "--listen is not loopback: name a --token-file that clients must show");
  if (checked.error()) return std::unexpected(*checked.error());
  return options;
}

}  // namespace canary

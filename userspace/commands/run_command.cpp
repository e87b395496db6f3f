// SPDX-License-Identifier: Apache-2.0
#include "commands/run_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "base/host_port.h"
#include "commands/config_file.h"
#include "commands/read_words.h"
#include "daemon/run_continuously.h"

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

/// "--peer X" and "--peer=X" are left out.
Words without_peers(Words words) {
  Words others;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--peer")
      ++i;
    else if (!words[i].starts_with("--peer="))
      others.push_back(std::move(words[i]));
  }
  return others;
}

}  // namespace

RunCommand::RunCommand(CLI::App& app) {
  app.add_option("--config", options_.config_file, "TOML file; each flag is a key of it")
      ->type_name("FILE");
  app.add_flag("--check-config", options_.check_only, "check the configuration, do nothing else");
  add_session_flags(app, options_.session, words_);
  app.add_option("--peers-file", options_.peers_file, "a peer a line, as --peer; watched")
      ->type_name("FILE");
  app.add_option("--peers-dns", options_.peers_dns,
                 "DNS name: each address is a peer, or of _PORT._udp.NAME each target of its SRV "
                 "records; asked again and again")
      ->type_name("NAME");
  app.add_option("--cover", cover_, "in this time every path is probed once")
      ->type_name("DURATION");
  app.add_option("--window", window_, "how much of the past is kept")->type_name("DURATION");
  app.add_option("--listen", listen_, "ADDRESS:PORT of metrics and verdicts (HTTP)")
      ->type_name("ADDRESS:PORT");
  app.add_option("--token-file", options_.token_file,
                 "file with the token that clients show; wanted beyond loopback")
      ->type_name("FILE");
}

Result<RunOptions> RunCommand::options() const {
  RunOptions options = options_;
  Checked checked;
  check_session_options(options.session, words_, checked);
  Criteria& criteria = options.session.criteria;
  checked.duration(criteria.interval, "--cover", cover_);
  checked.duration(options.window, "--window", window_);
  checked.set(options.listen, parse_listen(listen_));
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

Result<RunOptions> read_run_options(const Words& given) {
  CLI::App app;
  const RunCommand command(app);
  Words words = given;
  if (const std::string file = config_file_of(words); !file.empty()) {
    const auto more = words_of_file(file, app, words);
    if (!more) return std::unexpected(more.error());
    words.insert(words.end(), more->begin(), more->end());
  }
  if (const auto read = read_words(app, words); !read) return std::unexpected(read.error());
  auto options = command.options();
  if (!options) return options;
  options->settings = without_peers(std::move(words));
  options->read_again = [given] { return read_run_options(given); };
  return options;
}

Result<ExitStatus> RunCommand::run(const Words& given) {
  const auto options = read_run_options(given);
  if (!options) return std::unexpected(options.error());
  return run_continuously(*options);
}

}  // namespace canary

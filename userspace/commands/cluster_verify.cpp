// SPDX-License-Identifier: Apache-2.0
#include "commands/cluster_verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>
#include <variant>

#include "base/host_port.h"
#include "base/http_get.h"
#include "base/resolve.h"
#include "base/secret_file.h"
#include "cli/text_output.h"
#include "cluster/node_verdict.h"
#include "cluster/prometheus_client.h"
#include "cluster/prometheus_verdicts.h"
#include "report/cluster_report.h"

namespace canary {
namespace {

constexpr Duration kAnswerLimit = std::chrono::seconds(5);
constexpr Duration kQueryLimit = std::chrono::seconds(30);  // for thousands of nodes
/// Nodes are asked many at once, and those of which the answer is large once more, few at once: in
/// either round what all of them send is at most 128 MiB.
struct Round {
  std::size_t at_once;
  std::size_t largest;  ///< bytes of an answer
};
constexpr std::array kRounds{Round{64, 2 << 20}, Round{4, 32 << 20}};
constexpr std::uint16_t kUsualPort = 9862;

struct TooLarge {};
using Answer = std::variant<TooLarge, NodeVerdict, MissingNode>;

Answer ask(const Endpoint& endpoint, const std::string& token, const Round& round) {
  const auto answer =
      http_get({endpoint, "/v1/verdict", false, true, token, round.largest}, kAnswerLimit);
  const std::string name = to_text(endpoint);
  if (!answer && answer.error().too_large && round.largest < kRounds.back().largest)
    return TooLarge{};
  if (!answer) return MissingNode{name, answer.error().reason};
  if (answer->status != 200)
    return MissingNode{name, answer->status == 401 ? "it wants another token: see --token-file"
                                                   : fmt::format("HTTP {}", answer->status)};
  auto told = parse_node_verdict(answer->body);
  if (!told) return MissingNode{name, told.error().message};
  return *std::move(told);
}

std::vector<Answer> ask_all(const std::vector<Endpoint>& endpoints, const std::string& token) {
  std::vector<Answer> answers(endpoints.size());
  for (const Round& round : kRounds) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> askers;
    for (std::size_t i = 0; i < std::min(round.at_once, endpoints.size()); ++i)
      askers.emplace_back([&] {
        for (std::size_t at = next++; at < endpoints.size(); at = next++)
          if (std::holds_alternative<TooLarge>(answers[at]))
            answers[at] = ask(endpoints[at], token, round);
      });
  }  // joins
  return answers;
}

ExitStatus exit_status_of(const ClusterJudgement& judgement) {
  const bool failing = std::ranges::any_of(
      judgement.nodes, [](const NodeVerdict& node) { return !node.failures.empty(); });
  if (failing || judgement.verdict == Verdict::NotRecovered) return ExitStatus::Broken;
  return judgement.verdict == Verdict::Inconclusive ? ExitStatus::Inconclusive : ExitStatus::Fine;
}

Result<ExitStatus> publish(const ClusterJudgement& judgement, const ClusterOptions& options) {
  const TextOutput people(options.json_file);
  const auto written =
      write_reports(people, to_text_report(judgement, people.style()),
                    {{options.json_file, [&] { return to_json_report(judgement); }},
                     {options.junit_file, [&] { return to_junit_report(judgement); }}});
  if (!written) return std::unexpected(written.error());
  return exit_status_of(judgement);
}

Result<ClusterAnswers> ask_daemons(const std::vector<std::string>& names,
                                   const std::string& token) {
  ClusterAnswers found;
  std::vector<Endpoint> endpoints;
  for (const std::string& text : names) {
    const auto name = split_host_port(text);
    if (!name)
      return usage_error(
          fmt::format("--cluster '{}': write NAME, NAME:PORT or [ADDRESS]:PORT", text));
    const auto addresses = resolve(std::string(name->host), name->port.value_or(kUsualPort));
    if (addresses)
      endpoints.insert(endpoints.end(), addresses->begin(), addresses->end());
    else
      found.missing.push_back({text, addresses.error().message});
  }
  std::ranges::sort(endpoints);
  const auto twice = std::ranges::unique(endpoints);
  endpoints.erase(twice.begin(), twice.end());
  for (Answer& answer : ask_all(endpoints, token)) {
    if (auto* told = std::get_if<NodeVerdict>(&answer))
      found.nodes.push_back(std::move(*told));
    else if (auto* missing = std::get_if<MissingNode>(&answer))
      found.missing.push_back(std::move(*missing));
  }
  return found;
}

Result<ClusterAnswers> ask_prometheus(const std::string& url, std::string token) {
  const auto prometheus = PrometheusClient::make(url, std::move(token));
  if (!prometheus) return std::unexpected(prometheus.error());
  const auto verdicts = prometheus->query(kVerdictQuery, kQueryLimit);
  if (!verdicts) return std::unexpected(verdicts.error());
  const auto leaks = prometheus->query(kLeakQuery, kQueryLimit);
  if (!leaks) return std::unexpected(leaks.error());
  return verdicts_of(*verdicts, *leaks);
}

}  // namespace

Result<ExitStatus> run_cluster_verify(const ClusterOptions& options) {
  std::string token;
  if (!options.token_file.empty()) {
    auto read = read_secret("--token-file", options.token_file);
    if (!read) return std::unexpected(read.error());
    token = *std::move(read);
  }
  auto found = options.prometheus.empty() ? ask_daemons(options.nodes, token)
                                          : ask_prometheus(options.prometheus, std::move(token));
  if (!found) return std::unexpected(found.error());
  return publish(judge_cluster(std::move(found->nodes), std::move(found->missing)), options);
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "commands/cluster_verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <variant>

#include "base/host_port.h"
#include "base/http_get.h"
#include "base/resolve.h"
#include "base/secret_file.h"
#include "base/write_file.h"
#include "cli/text_output.h"
#include "cluster/node_verdict.h"
#include "cluster/prometheus_client.h"
#include "cluster/prometheus_verdicts.h"
#include "report/cluster_report.h"

namespace canary {
namespace {

constexpr Duration kAnswerLimit = std::chrono::seconds(5);
constexpr Duration kQueryLimit = std::chrono::seconds(30);  // for thousands of nodes
constexpr std::size_t kAskedAtOnce = 64;
constexpr std::uint16_t kUsualPort = 9862;

using Answer = std::variant<NodeVerdict, MissingNode>;

Answer ask(const Endpoint& endpoint, const std::string& token) {
  const auto answer = http_get({endpoint, "/v1/verdict", false, true, token}, kAnswerLimit);
  const std::string name = to_text(endpoint);
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
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> askers;
  for (std::size_t i = 0; i < std::min(kAskedAtOnce, endpoints.size()); ++i)
    askers.emplace_back([&] {
      for (std::size_t at = next++; at < endpoints.size(); at = next++)
        answers[at] = ask(endpoints[at], token);
    });
  askers.clear();  // joins
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
  people.write(to_text_report(judgement, people.style()));
  if (!options.json_file.empty())
    if (auto written = write_file(options.json_file, to_json_report(judgement)); !written)
      return std::unexpected(written.error());
  if (!options.junit_file.empty())
    if (auto written = write_file(options.junit_file, to_junit_report(judgement)); !written)
      return std::unexpected(written.error());
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
    else
      found.missing.push_back(std::get<MissingNode>(std::move(answer)));
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

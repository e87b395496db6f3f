// SPDX-License-Identifier: Apache-2.0
#include "cluster/prometheus_client.h"

#include <fmt/format.h>
#include <httplib.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace canary {
namespace {

/// Series of five thousand nodes have some twenty megabytes.
constexpr std::size_t kLargestResult = 64 << 20;

/// Ends a request when its time is over: the library's limits are of each read.
class TimeLimit {
 public:
  TimeLimit(httplib::Client& http, Duration limit)
      : thread_([&http, limit](const std::stop_token& stop) {
          std::mutex mutex;
          std::condition_variable_any ended;
          std::unique_lock lock(mutex);
          ended.wait_for(lock, stop, limit, [] { return false; });
          if (!stop.stop_requested()) http.stop();
        }) {}

 private:
  std::jthread thread_;
};

}  // namespace

Result<PrometheusClient> PrometheusClient::make(const std::string& url, std::string token) {
  const auto scheme = url.find("://");
  const auto host = scheme == std::string::npos ? url.size() : scheme + 3;
  const auto path = std::min(url.find('/', host), url.size());
  const std::string name = url.substr(0, std::min(scheme, url.size()));
  if (url.find('@') != std::string::npos)
    return usage_error("--prometheus: no name and password can stand in it: see --token-file");
  if ((name != "http" && name != "https") || path == host ||
      url.find_first_of("?# ") != std::string::npos)
    return usage_error(
        fmt::format("--prometheus '{}': write http://HOST[:PORT] or https://HOST[:PORT]", url));
  PrometheusClient client;
  client.url_ = url;
  client.server_ = url.substr(0, path);
  client.path_ = url.substr(path);
  while (client.path_.ends_with('/')) client.path_.pop_back();
  client.token_ = std::move(token);
  return client;
}

Result<std::vector<PrometheusSample>> PrometheusClient::query(std::string_view expression,
                                                              Duration limit) const {
  httplib::Client http(server_);
  http.set_connection_timeout(limit);
  http.set_read_timeout(limit);
  if (!token_.empty()) http.set_bearer_token_auth(token_);
  std::string body;
  const auto take = [&body](const char* data, std::size_t size) {
    body.append(data, size);
    return body.size() <= kLargestResult;
  };
  const auto begun = std::chrono::steady_clock::now();
  const TimeLimit ends_in_time(http, limit);
  const auto answer =
      http.Get(path_ + "/api/v1/query", httplib::Params{{"query", std::string(expression)}},
               httplib::Headers{}, take);
  const auto failed = [&](const std::string& why) {
    return environment_error(fmt::format("cannot ask Prometheus at {}: {}", url_, why));
  };
  if (body.size() > kLargestResult)
    return failed(fmt::format("its answer is larger than {} MiB", kLargestResult >> 20));
  if (!answer && std::chrono::steady_clock::now() - begun >= limit)
    return failed(fmt::format("no answer within {}", to_text(limit)));
  if (!answer) return failed(httplib::to_string(answer.error()));
  if (answer->status == 401 || answer->status == 403)
    return failed(fmt::format("HTTP {}: it wants another token: see --token-file", answer->status));
  auto samples = parse_samples(body);
  if (!samples)
    return failed(answer->status == 200 || body.starts_with('{')
                      ? samples.error().message
                      : fmt::format("HTTP {}", answer->status));
  return samples;
}

}  // namespace canary

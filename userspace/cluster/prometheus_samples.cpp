// SPDX-License-Identifier: Apache-2.0
#include "cluster/prometheus_samples.h"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cluster/json_of_others.h"

namespace canary {
namespace {

using Json = nlohmann::json;

/// `"value": [seconds, "text"]`, the text as strtod reads it ("NaN", "+Inf").
PrometheusSample read_series(const Json& series) {
  PrometheusSample sample;
  for (const auto& [name, value] : series.at("metric").items())
    sample.labels.emplace(name, value.get<std::string>());
  sample.value = std::strtod(series.at("value").at(1).get<std::string>().c_str(), nullptr);
  return sample;
}

}  // namespace

std::string_view PrometheusSample::label(std::string_view name) const {
  const auto found = labels.find(name);
  return found == labels.end() ? std::string_view{} : found->second;
}

Result<std::vector<PrometheusSample>> parse_samples(std::string_view answer) {
  try {
    const Json json = parse_json_of_others(answer);
    if (json.at("status") != "success")
      return environment_error(
          fmt::format("it refuses the query: {}", json.at("error").get<std::string>()));
    std::vector<PrometheusSample> samples;
    for (const Json& series : json.at("data").at("result")) samples.push_back(read_series(series));
    return samples;
  } catch (const Json::exception&) {
    return environment_error("what it answers is no result of a Prometheus query");
  }
}

}  // namespace canary

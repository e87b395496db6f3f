// SPDX-License-Identifier: Apache-2.0
#include "advice/update_risks.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "advice/lower_case.h"

namespace canary {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kProduct = "openshift";

/// Whether somebody who cares for encrypted traffic wants to know.
bool is_about_ipsec(const Json& risk) {
  const auto words = in_lower_case(risk.at("name").get<std::string>() + " " +
                                   risk.at("message").get<std::string>());
  return words.find("ipsec") != std::string::npos;
}

/// "Always", or a query of Prometheus.
bool holds_always(const Json& risk) {
  return std::ranges::all_of(risk.at("matchingRules"), [](const Json& rule) {
    return rule.at("type").get<std::string>() == "Always";
  });
}

bool leads(const Json& edge, const Version& from, const Version& to) {
  return Version::parse(edge.at("from").get<std::string>()) == from &&
         Version::parse(edge.at("to").get<std::string>()) == to;
}

Advisory advisory_of(const Json& risk, const Version& from, const Version& to) {
  Advisory advisory;
  advisory.product = kProduct;
  advisory.id = fmt::format("{}-{}", kProduct, risk.at("name").get<std::string>());
  advisory.title = risk.at("message").get<std::string>();
  advisory.severity = Severity::Failure;
  advisory.from = {{from, from}};
  advisory.to = {{to, to}};
  if (!holds_always(risk)) advisory.conditions = {find_condition(kToldByMetrics)};
  advisory.shows_as = "not told by the graph of updates";
  advisory.source = risk.at("url").get<std::string>();
  return advisory;
}

bool has_edge(const Json& graph, const Version& from, const Version& to) {
  const auto& nodes = graph.at("nodes");
  const auto is_version = [&](const Json& index, const Version& version) {
    return Version::parse(nodes.at(index.get<std::size_t>()).at("version").get<std::string>()) ==
           version;
  };
  return std::ranges::any_of(graph.at("edges"), [&](const Json& edge) {
    return is_version(edge.at(0), from) && is_version(edge.at(1), to);
  });
}

UpdateRisks risks_in(const Json& graph, const Version& from, const Version& to) {
  UpdateRisks found;
  found.knows_the_update = has_edge(graph, from, to);
  for (const auto& conditional : graph.value("conditionalEdges", Json::array())) {
    if (std::ranges::none_of(conditional.at("edges"),
                             [&](const Json& edge) { return leads(edge, from, to); }))
      continue;
    found.knows_the_update = true;
    for (const auto& risk : conditional.at("risks"))
      if (is_about_ipsec(risk)) found.advisories.push_back(advisory_of(risk, from, to));
  }
  return found;
}

}  // namespace

Result<UpdateRisks> read_update_risks(std::string_view graph, const Version& from,
                                      const Version& to) {
  try {
    return risks_in(Json::parse(graph), from, to);
  } catch (const Json::exception& error) {
    return usage_error(
        fmt::format("is no graph of updates as OpenShift tells it: {}", error.what()));
  }
}

}  // namespace canary

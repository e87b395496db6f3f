// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "report/inspection_report.h"
#include "report/json_finding.h"

namespace canary {
namespace {

using Json = nlohmann::ordered_json;

/// Absent limits are null.
Json json_of(const HardLimits& limits) {
  const auto or_null = [](const auto& limit) { return limit ? Json(*limit) : Json(nullptr); };
  return {{"bytes", or_null(limits.bytes)},
          {"packets", or_null(limits.packets)},
          {"seconds_after_add", or_null(limits.seconds_after_add)},
          {"seconds_after_use", or_null(limits.seconds_after_use)}};
}

Json json_of(const XfrmState* state) {
  if (state == nullptr) return nullptr;
  return {{"source", to_text(state->source)},
          {"destination", to_text(state->destination)},
          {"spi", state->spi},
          {"reqid", state->reqid},
          {"mark", to_text(state->mark)},
          {"algorithm", state->algorithm},
          {"packets", state->packets},
          {"bytes", state->bytes},
          {"output_sequence", state->output_sequence},
          {"integrity_failed", state->integrity_failed},
          {"replayed", state->replayed},
          {"outside_window", state->outside_window},
          {"replay_window", state->replay_window},
          {"hard_limits", json_of(state->hard)}};
}

Json json_of(const XfrmPolicy& policy) {
  return {{"direction", to_text(policy.direction)},
          {"source", to_text(policy.source)},
          {"destination", to_text(policy.destination)},
          {"priority", policy.priority},
          {"mark", to_text(policy.mark)}};
}

}  // namespace

std::string to_json_inspection(const Inspection& inspection) {
  Json json{{"schema", "xfrm-canary/inspection/1"},
            {"node", inspection.facts.node},
            {"states", inspection.tables.states.size()},
            {"policies", inspection.tables.policies.size()},
            {"blocked_by_default", Json::array()},
            {"protections", Json::array()},
            {"findings", Json::array()}};
  for (const auto direction : inspection.tables.blocked_by_default)
    json["blocked_by_default"].push_back(to_text(direction));
  for (const Protection& protection : inspection.protections)
    json["protections"].push_back({{"remote", to_text(protection.remote)},
                                   {"peer", protection.name},
                                   {"policy", json_of(*protection.policy)},
                                   {"encrypts", json_of(protection.encrypts)},
                                   {"decrypts", json_of(protection.decrypts)}});
  for (const Finding& finding : inspection.findings) json["findings"].push_back(to_json(finding));
  return to_json_text(json);
}

}  // namespace canary

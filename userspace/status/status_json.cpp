// SPDX-License-Identifier: Apache-2.0
#include "status/status_json.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"

namespace canary {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const UnreachablePath& unreachable) {
  return {{"local", unreachable.path.local},
          {"remote", unreachable.path.remote},
          {"family", std::string(to_text(unreachable.path.family))},
          {"kind", std::string(to_text(unreachable.path.kind))},
          {"since", to_rfc3339(unreachable.since)}};
}

void add_peers(const std::vector<PeerAddresses>& peers, Json& json) {
  json["peers"] = Json::array();
  json["peer_addresses"] = Json::object();
  for (const PeerAddresses& peer : peers) {
    json["peers"].push_back(peer.name);
    for (const IpAddress& address : peer.addresses)
      json["peer_addresses"][peer.name].push_back(to_text(address));
  }
}

}  // namespace

std::string to_status_json(const NodeStatus& status, const std::string& now_report) {
  Json json{{"schema", std::string(kStatusSchema)},
            {"node", status.identity.node},
            {"version", status.identity.version},
            {"started", to_rfc3339(status.identity.started)}};
  json["agent_gone"] = status.agent_gone ? Json(to_rfc3339(*status.agent_gone)) : Json(nullptr);
  json["transition_open"] = status.transition_open;
  json["transitions"] = status.transitions;
  json["addresses"] = Json::array();
  for (const IpAddress& address : status.identity.addresses)
    json["addresses"].push_back(to_text(address));
  add_peers(status.peers, json);
  json["unreachable"] = Json::array();
  for (const auto& [ssid, path] : status.unreachable) json["unreachable"].push_back(json_of(path));
  json["now"] = Json::parse(now_report);
  json["last"] = Json::parse(status.last_report);
  return to_json_text(json);
}

}  // namespace canary

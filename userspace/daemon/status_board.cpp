// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_board.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "report/json_report.h"

namespace canary {
namespace {

using Json = nlohmann::ordered_json;

constexpr Duration kStandsStill = std::chrono::seconds(5);

Json json_of(const UnreachablePath& unreachable) {
  return {{"local", unreachable.path.local},
          {"remote", unreachable.path.remote},
          {"family", std::string(to_text(unreachable.path.family))},
          {"kind", std::string(to_text(unreachable.path.kind))},
          {"since", to_rfc3339(unreachable.since)}};
}

}  // namespace

void StatusBoard::set(NodeStatus status) {
  const std::scoped_lock lock(mutex_);
  told_.status = std::move(status);
}

void StatusBoard::set_peers(std::vector<PeerAddresses> peers) {
  const std::scoped_lock lock(mutex_);
  told_.peers = std::move(peers);
}

void StatusBoard::set_unreachable(Ssid ssid, const UnreachablePath& path) {
  const std::scoped_lock lock(mutex_);
  const bool is_new = told_.unreachable.insert_or_assign(ssid, path).second;
  if (is_new && path.path.kind == PathKind::Encrypted) ++cut_off_[path.path.remote];
}

bool StatusBoard::set_reachable(Ssid ssid) {
  const std::scoped_lock lock(mutex_);
  const auto found = told_.unreachable.find(ssid);
  if (found == told_.unreachable.end()) return false;
  const Path& path = found->second.path;
  if (path.kind == PathKind::Encrypted && --cut_off_[path.remote] == 0) cut_off_.erase(path.remote);
  told_.unreachable.erase(found);
  return true;
}

std::size_t StatusBoard::peers_cut_off() const {
  const std::scoped_lock lock(mutex_);
  return cut_off_.size();
}

void StatusBoard::set_last(const Judgement& judgement) {
  std::string report = to_json_report(judgement);
  const std::scoped_lock lock(mutex_);
  told_.last = std::move(report);
  judged_until_ = judgement.ended;
  ++told_.transitions[std::string(to_text(judgement.verdict))];
}

bool StatusBoard::transition_open() const {
  const std::scoped_lock lock(mutex_);
  return told_.status.transition_open;
}

bool StatusBoard::is_of_now(Instant since) const {
  const std::scoped_lock lock(mutex_);
  return !told_.status.transition_open && since >= judged_until_;
}

StatusAnswer StatusBoard::verdict(const std::optional<Judgement>& now) const {
  // It takes long to write all of it down, and the loop must not wait for that.
  const Told told = [this] {
    const std::scoped_lock lock(mutex_);
    return told_;
  }();
  Json json{{"schema", std::string(kStatusSchema)},
            {"node", told.status.node},
            {"version", told.status.version},
            {"started", to_rfc3339(told.status.started)}};
  json["agent_gone"] =
      told.status.agent_gone ? Json(to_rfc3339(*told.status.agent_gone)) : Json(nullptr);
  json["transition_open"] = told.status.transition_open;
  json["transitions"] = told.transitions;
  json["addresses"] = Json::array();
  for (const IpAddress& address : told.status.addresses)
    json["addresses"].push_back(to_text(address));
  json["peers"] = Json::array();
  json["peer_addresses"] = Json::object();
  for (const PeerAddresses& peer : told.peers) {
    json["peers"].push_back(peer.name);
    for (const IpAddress& address : peer.addresses)
      json["peer_addresses"][peer.name].push_back(to_text(address));
  }
  json["unreachable"] = Json::array();
  for (const auto& [ssid, path] : told.unreachable) json["unreachable"].push_back(json_of(path));
  json["now"] = now ? Json::parse(to_json_report(*now)) : Json(nullptr);
  json["last"] = Json::parse(told.last);
  return {200, "application/json", json.dump(2) + "\n"};
}

StatusAnswer StatusBoard::health(Instant now) const {
  const Duration silent = now - Instant{alive_ns_};
  if (silent < kStandsStill) return {200, "text/plain", "ok\n"};
  return {StatusAnswer::kUnavailable, "text/plain",
          fmt::format("the canary stands still for {}\n", to_text(silent))};
}

StatusAnswer StatusBoard::readiness(Instant now) const {
  const std::scoped_lock lock(mutex_);
  if (now - told_.status.started >= told_.status.cover) return {200, "text/plain", "ok\n"};
  return {StatusAnswer::kUnavailable, "text/plain", "not every path has been probed yet\n"};
}

}  // namespace canary

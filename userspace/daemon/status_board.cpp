// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_board.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "report/json_report.h"
#include "status/status_json.h"

namespace canary {
namespace {

constexpr Duration kStandsStill = std::chrono::seconds(5);

}  // namespace

StatusBoard::StatusBoard(NodeIdentity identity, Duration cover)
    : started_(identity.started), cover_(cover) {
  status_.identity = std::move(identity);
}

void StatusBoard::set_transition(std::optional<Instant> agent_gone, bool open) {
  const std::scoped_lock lock(mutex_);
  status_.agent_gone = agent_gone;
  status_.transition_open = open;
}

void StatusBoard::set_peers(std::vector<PeerAddresses> peers) {
  const std::scoped_lock lock(mutex_);
  status_.peers = std::move(peers);
}

void StatusBoard::set_unreachable(Ssid ssid, const UnreachablePath& path) {
  const std::scoped_lock lock(mutex_);
  const bool is_new = status_.unreachable.insert_or_assign(ssid, path).second;
  if (is_new && path.path.kind == PathKind::Encrypted) ++cut_off_[path.path.remote];
}

bool StatusBoard::set_reachable(Ssid ssid) {
  const std::scoped_lock lock(mutex_);
  const auto found = status_.unreachable.find(ssid);
  if (found == status_.unreachable.end()) return false;
  const Path& path = found->second.path;
  if (path.kind == PathKind::Encrypted && --cut_off_[path.remote] == 0) cut_off_.erase(path.remote);
  status_.unreachable.erase(found);
  return true;
}

void StatusBoard::set_last(const Judgement& judgement) {
  std::string report = to_json_report(judgement);
  const std::scoped_lock lock(mutex_);
  status_.last_report = std::move(report);
  judged_until_ = judgement.ended;
  ++status_.transitions[std::string(to_text(judgement.verdict))];
}

StatusAnswer StatusBoard::verdict(const std::optional<Judgement>& now) const {
  // It takes long to write all of it down, and the loop must not wait for that.
  const NodeStatus status = [this] {
    const std::scoped_lock lock(mutex_);
    return status_;
  }();
  return {200, "application/json", to_status_json(status, now ? to_json_report(*now) : "null")};
}

StatusAnswer StatusBoard::health(Instant now) const {
  const Duration silent = now - Instant{alive_ns_};
  if (silent < kStandsStill) return {200, "text/plain", "ok\n"};
  return {StatusAnswer::kUnavailable, "text/plain",
          fmt::format("the canary stands still for {}\n", to_text(silent))};
}

StatusAnswer StatusBoard::readiness(Instant now) const {
  if (now - started_ >= cover_) return {200, "text/plain", "ok\n"};
  return {StatusAnswer::kUnavailable, "text/plain", "not every path has been probed yet\n"};
}

bool StatusBoard::transition_open() const {
  const std::scoped_lock lock(mutex_);
  return status_.transition_open;
}

bool StatusBoard::is_of_now(Instant since) const {
  const std::scoped_lock lock(mutex_);
  return !status_.transition_open && since >= judged_until_;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "probe/reply_matcher.h"

#include <algorithm>
#include <utility>

namespace canary {
namespace {

/// Thousands of paths are probed seldom: each has room for few.
constexpr std::size_t kFirstRoom = 2;

}  // namespace

void ReplyMatcher::add_path(Ssid ssid, const Endpoint& reflector) {
  if (ssid >= paths_.size()) paths_.resize(ssid + 1u);
  paths_[ssid] = {reflector, std::vector<Sent>(std::min(kFirstRoom, remembered_))};
  by_reflector_.insert_or_assign({reflector.address, reflector.port}, ssid);
}

void ReplyMatcher::remove_path(Ssid ssid) {
  if (!knows(ssid)) return;
  std::erase_if(by_reflector_, [ssid](const auto& entry) { return entry.second == ssid; });
  paths_[ssid].reset();
}

void ReplyMatcher::sent(Ssid ssid, std::uint32_t sequence, std::uint64_t timestamp, Instant at) {
  if (!knows(ssid)) return;
  PathProbes& path = *paths_[ssid];
  grow(path, sequence, at);
  path.ring[sequence % path.ring.size()] = {sequence, 0, timestamp, at};
}

void ReplyMatcher::grow(PathProbes& path, std::uint32_t sequence, Instant at) const {
  const Sent& overwritten = path.ring[sequence % path.ring.size()];
  if (overwritten.timestamp == 0 || at - overwritten.at >= young_ ||
      path.ring.size() >= remembered_)
    return;
  std::vector<Sent> larger(std::min(path.ring.size() * 2, remembered_));
  for (const Sent& sent : path.ring)
    if (sent.timestamp != 0) larger[sent.sequence % larger.size()] = sent;
  path.ring = std::move(larger);
}

std::optional<ReplyMatcher::Match> ReplyMatcher::match_path(Ssid ssid, PathProbes& path,
                                                            const Endpoint& source,
                                                            const StampReply& reply) {
  if (source.address != path.reflector.address || source.port != path.reflector.port)
    return std::nullopt;
  if (find(path, reply.request) == nullptr) return std::nullopt;
  Sent& sent = path.ring[reply.request.sequence % path.ring.size()];
  return Match{ssid, sent.at, sent.replies++};
}

const ReplyMatcher::Sent* ReplyMatcher::find(const PathProbes& path, const StampRequest& request) {
  const Sent& sent = path.ring[request.sequence % path.ring.size()];
  const bool known = sent.timestamp != 0 && sent.sequence == request.sequence &&
                     sent.timestamp == request.timestamp;
  return known ? &sent : nullptr;
}

bool ReplyMatcher::was_sent(const StampRequest& request, const Endpoint& to) const {
  if (!knows(request.ssid)) return false;
  const PathProbes& path = *paths_[request.ssid];
  return path.reflector.address == to.address && path.reflector.port == to.port &&
         find(path, request) != nullptr;
}

std::optional<Ssid> ReplyMatcher::repeated_by(const StampReply& reply) const {
  if (reply.ssid != 0)
    return knows(reply.ssid) && find(*paths_[reply.ssid], reply.request) != nullptr
               ? std::optional(reply.ssid)
               : std::nullopt;
  for (std::size_t ssid = 1; ssid < paths_.size(); ++ssid)
    if (paths_[ssid] && find(*paths_[ssid], reply.request) != nullptr)
      return static_cast<Ssid>(ssid);
  return std::nullopt;
}

std::optional<ReplyMatcher::Misfit> ReplyMatcher::explain(
    const Endpoint& source, const std::expected<StampReply, StampFault>& reply) const {
  if (const auto path = by_reflector_.find({source.address, source.port});
      path != by_reflector_.end()) {
    const bool other_key = !reply && reply.error() == StampFault::NotAuthentic;
    return Misfit{path->second, other_key ? NoAnswerReason::OtherKey : NoAnswerReason::NoMatch};
  }
  if (!reply) return std::nullopt;
  if (const auto path = repeated_by(*reply)) return Misfit{*path, NoAnswerReason::OtherSource};
  return std::nullopt;
}

std::optional<ReplyMatcher::Match> ReplyMatcher::match(const Endpoint& source,
                                                       const StampReply& reply) {
  if (reply.ssid != 0) {
    if (!knows(reply.ssid)) return std::nullopt;
    return match_path(reply.ssid, *paths_[reply.ssid], source, reply);
  }
  for (std::size_t ssid = 1; ssid < paths_.size(); ++ssid)
    if (paths_[ssid])
      if (const auto matched = match_path(static_cast<Ssid>(ssid), *paths_[ssid], source, reply))
        return matched;
  return std::nullopt;
}

}  // namespace canary

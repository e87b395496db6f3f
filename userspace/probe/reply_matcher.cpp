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
}

void ReplyMatcher::remove_path(Ssid ssid) {
  if (knows(ssid)) paths_[ssid].reset();
}

void ReplyMatcher::sent(Ssid ssid, std::uint32_t sequence, std::uint64_t timestamp, Instant at) {
  if (!knows(ssid)) return;
  PathProbes& path = *paths_[ssid];
  grow(path, sequence, at);
  path.ring[sequence % path.ring.size()] = {sequence, timestamp, at};
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

std::optional<ReplyMatcher::Match> ReplyMatcher::match_path(Ssid ssid, const PathProbes& path,
                                                            const Endpoint& source,
                                                            const StampReply& reply) const {
  if (source.address != path.reflector.address || source.port != path.reflector.port)
    return std::nullopt;
  const Sent& sent = path.ring[reply.request.sequence % path.ring.size()];
  if (sent.timestamp == 0 || sent.sequence != reply.request.sequence ||
      sent.timestamp != reply.request.timestamp)
    return std::nullopt;
  return Match{ssid, sent.at};
}

std::optional<ReplyMatcher::Match> ReplyMatcher::match(const Endpoint& source,
                                                       const StampReply& reply) const {
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

// SPDX-License-Identifier: Apache-2.0
#include "probe/reply_matcher.h"

namespace canary {

void ReplyMatcher::add_path(Ssid ssid, const Endpoint& reflector) {
  paths_[ssid] = {reflector, std::vector<Sent>(remembered_)};
}

void ReplyMatcher::sent(Ssid ssid, std::uint32_t sequence, std::uint64_t timestamp, Instant at) {
  const auto found = paths_.find(ssid);
  if (found != paths_.end()) found->second.ring[sequence % remembered_] = {sequence, timestamp, at};
}

std::optional<ReplyMatcher::Match> ReplyMatcher::match_path(Ssid ssid, const PathProbes& path,
                                                            const Endpoint& source,
                                                            const StampReply& reply) const {
  if (source.address != path.reflector.address || source.port != path.reflector.port)
    return std::nullopt;
  const Sent& sent = path.ring[reply.request.sequence % remembered_];
  if (sent.timestamp == 0 || sent.sequence != reply.request.sequence ||
      sent.timestamp != reply.request.timestamp)
    return std::nullopt;
  return Match{ssid, sent.at};
}

std::optional<ReplyMatcher::Match> ReplyMatcher::match(const Endpoint& source,
                                                       const StampReply& reply) const {
  if (reply.ssid != 0) {
    const auto found = paths_.find(reply.ssid);
    if (found == paths_.end()) return std::nullopt;
    return match_path(found->first, found->second, source, reply);
  }
  for (const auto& [ssid, path] : paths_)
    if (const auto matched = match_path(ssid, path, source, reply)) return matched;
  return std::nullopt;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>
#include <map>

#include "base/socket_address.h"
#include "model/path.h"
#include "probe/stamp_packet.h"

namespace canary {

/// A STAMP session as a reflector tells it from others (RFC 8972, 3).
struct StampSession {
  Endpoint sender;
  IpAddress reflector;  ///< the address that was asked
  Ssid ssid = 0;
  auto operator<=>(const StampSession&) const = default;
};

/// The reflector's own sequence numbers, one count for each session. Bounded: when it is full, the
/// session that was silent for longest is forgotten and would start anew. Where one address has
/// kOfOnePair of them at one of ours, one of these is forgotten, so that nobody pushes out those of
/// others by making up ports and SSIDs.
class SessionTable {
 public:
  /// A canary has one, and leaves it behind when it restarts.
  static constexpr std::size_t kOfOnePair = 64;

  explicit SessionTable(std::size_t capacity) : capacity_(capacity) {}

  /// Counts a request of a session: 0 for the first, then 1, 2, ... A sender that begins again, by
  /// a request of number 0 that is newer than all before, is counted from 0 again.
  std::uint32_t count(const StampSession& session, const StampRequest& request);

  [[nodiscard]] std::size_t size() const { return sessions_.size(); }
  [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }

 private:
  using Recency = std::list<StampSession>;  ///< most recent in front
  struct Entry {
    std::uint32_t next = 0;
    std::uint64_t newest = 0;  ///< timestamp of a request
    std::uint64_t used = 0;    ///< grows with every request, of all sessions
    Recency::iterator recency;
  };
  using Sessions = std::map<StampSession, Entry>;
  void make_room_for(const StampSession& session);
  void forget(Sessions::iterator session);

  std::size_t capacity_;
  std::uint64_t requests_ = 0;
  std::uint64_t forgotten_ = 0;
  Recency recency_;
  Sessions sessions_;
};

}  // namespace canary

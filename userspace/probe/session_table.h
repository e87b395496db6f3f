// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>
#include <map>

#include "base/socket_address.h"
#include "model/path.h"

namespace canary {

/// What makes a STAMP session at a reflector (RFC 8972, 3).
struct StampSession {
  Endpoint sender;
  IpAddress reflector;  ///< the address that was asked
  Ssid ssid = 0;
  auto operator<=>(const StampSession&) const = default;
};

/// The reflector's own sequence numbers, one count for each session. Bounded: when it is full, the
/// session that was silent for longest is forgotten and would start anew.
class SessionTable {
 public:
  explicit SessionTable(std::size_t capacity) : capacity_(capacity) {}

  /// 0 for the first request of a session, then 1, 2, ...
  std::uint32_t count(const StampSession& session);

  [[nodiscard]] std::size_t size() const { return sessions_.size(); }
  [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }

 private:
  using Recency = std::list<StampSession>;  ///< most recent in front
  struct Entry {
    std::uint32_t next = 0;
    Recency::iterator recency;
  };
  std::size_t capacity_;
  std::uint64_t forgotten_ = 0;
  Recency recency_;
  std::map<StampSession, Entry> sessions_;
};

}  // namespace canary

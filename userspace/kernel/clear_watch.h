// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "base/ip_address.h"
#include "model/xfrm_tables.h"

namespace canary {

/// Which packets in the clear the programs count: those between the two ends of some policy that
/// asks for encryption, or of some pair of prefixes that the operator named. That is more than must
/// be encrypted, and never less; what is added stays.
class ClearWatch {
 public:
  /// How what is added reaches the programs.
  struct Sinks {
    /// Puts a prefix with all its bits (CANARY_PROTECTED_LOCAL, CANARY_PROTECTED_REMOTE); false:
    /// there is no room.
    std::function<bool(const IpPrefix&, std::uint32_t bits)> put_prefix;
    std::function<void(std::uint16_t port)> name_port;
    std::function<void(std::uint32_t bits)> permit_marks;
  };
  /// Names the ports of IKE.
  explicit ClearWatch(Sinks sinks);

  void add(const IpPrefix& prefix, std::uint32_t bits);
  void add(std::span<const XfrmPolicy> policies);

 private:
  void add(const XfrmPolicy& policy);
  void name_ports(const PortMatch& wanted);
  [[nodiscard]] std::uint32_t bits_around(const IpPrefix& prefix) const;

  Sinks sinks_;
  std::map<IpPrefix, std::uint32_t> prefixes_;
  std::uint32_t permitting_marks_ = 0;
};

}  // namespace canary

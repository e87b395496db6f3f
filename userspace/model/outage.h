// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/path.h"
#include "model/stage.h"

namespace canary {

/// Where and why `count` lost probes of an outage died. Never guessed: see Outage::unattributed.
struct Fate {
  Stage stage = Stage::SenderSocket;
  NodeName node;                     ///< on which node; the sender's for Wire
  ProbeLeg leg = ProbeLeg::Request;  ///< which of the two packets of a probe
  std::optional<std::string> cause;  ///< MIB name, or the kernel's drop reason where it is not XFRM
  std::optional<std::uint32_t> spi;
  std::optional<std::string> outer;  ///< "0.0.0.0 -> 10.0.0.0" where the packet was encrypted
  std::uint64_t count = 0;
  bool operator==(const Fate&) const = default;
};

/// A maximal run of lost probes on one path.
struct Outage {
  Instant first_lost;
  Instant last_lost;
  /// [last lost, first of the answered run that ends the outage]; absent while it goes on.
  std::optional<std::pair<Instant, Instant>> recovered_between;
  std::uint64_t probes_lost = 0;
  std::vector<Fate> fates;
  std::uint64_t unattributed = 0;
  std::uint64_t lost_in_clear = 0;   ///< of `probes_lost`: seen leaving, or arriving, unencrypted
  std::uint64_t lost_encrypted = 0;  ///< of `probes_lost`: taken by a state
  bool operator==(const Outage&) const = default;
};

}  // namespace canary

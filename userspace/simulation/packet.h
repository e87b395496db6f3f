// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/time.h"
#include "model/path.h"

namespace canary::simulation {

/// What is around a packet between the nodes.
enum class Carriage : std::uint8_t { Encrypted, Authenticated, Clear };

/// One of the two packets of a probe, on its way.
struct Packet {
  std::size_t path = 0, probe = 0;  ///< places in History::paths and Truth::paths
  ProbeKey key;
  ProbeLeg leg = ProbeLeg::Request;
  std::size_t from = 0, to = 0;  ///< nodes
  EspKey esp{};
  Carriage carriage = Carriage::Encrypted;
  bool detoured = false;                           ///< by second uplinks
  std::uint32_t reflected = 0;                     ///< replies: the reflector's number
  Instant reflector_received{}, reflector_sent{};  ///< replies: true time
};

}  // namespace canary::simulation

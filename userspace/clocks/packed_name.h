// SPDX-License-Identifier: Apache-2.0
// The names of packets as one number each. Probes to or from other addresses may bear the same.
#pragma once

#include <cstdint>

#include "model/path.h"

namespace canary {

[[nodiscard]] inline std::uint64_t packed(Ssid ssid, std::uint32_t sequence) {
  return std::uint64_t{ssid} << 32 | sequence;
}

[[nodiscard]] inline std::uint64_t packed(const ProbeKey& probe, ProbeLeg leg) {
  return packed(probe.ssid, probe.sequence) << 1 | (leg == ProbeLeg::Reply ? 1u : 0u);
}

[[nodiscard]] inline std::uint64_t packed(const EspKey& esp) {
  return std::uint64_t{esp.spi} << 32 | esp.sequence;
}

}  // namespace canary

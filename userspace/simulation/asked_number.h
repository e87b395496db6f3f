// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace canary::simulation {

/// What the environment asks a test for.
inline std::uint64_t asked_number(const char* variable, std::uint64_t otherwise) {
  const char* told = std::getenv(variable);
  return told != nullptr ? std::strtoull(told, nullptr, 10) : otherwise;
}

}  // namespace canary::simulation

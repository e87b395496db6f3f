// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"
#include "model/path.h"

namespace canary {

/// Drops of one kind, taken together over the session.
struct DropSummary {
  NodeName node;
  std::string direction;  ///< "in" or "out"
  std::string cause;      ///< MIB name
  std::optional<std::uint32_t> spi;
  std::optional<std::string> remote;  ///< node name of the peer, else its outer address
  std::optional<std::string> outer;   ///< "192.0.2.2 -> 192.0.2.1"
  std::optional<std::uint32_t> mark;
  std::uint64_t packets = 0;
  Instant first;
  Instant last;
  bool operator==(const DropSummary&) const = default;
};

}  // namespace canary

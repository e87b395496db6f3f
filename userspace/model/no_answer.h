// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace canary {

/// Why what came back to the probes of a path is no answer to them. It tells of the canary at the
/// other end, and that packets come from there; not that IPsec is down.
enum class NoAnswerReason : std::uint8_t {
  NobodyListens,  ///< the reflector's own address says that the port is unreachable
  OtherKey,       ///< it is not authentic with this node's key
  OtherSource,    ///< it answers a probe, but from another address or port than was probed
  NoMatch,        ///< it came from where was probed, and answers no probe
};

inline constexpr std::array kNoAnswerReasons{NoAnswerReason::NobodyListens,
                                             NoAnswerReason::OtherKey, NoAnswerReason::OtherSource,
                                             NoAnswerReason::NoMatch};

[[nodiscard]] std::string_view to_text(NoAnswerReason reason);  ///< "nobody-listens", ...

}  // namespace canary

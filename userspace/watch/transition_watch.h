// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace canary {

struct TransitionTimes {
  Duration baseline{};  ///< so long before the agent went belongs to it
  Duration settle{};    ///< and so long after it was ready
  Duration deadline{};  ///< of the last probe in it
};

/// Opens a transition whenever the agent goes, and tells when it is over. Pure: it is told the time
/// and the agent's changes.
///
///     gone ---- ready ---- settle, deadline ---- over
///     gone ---- ready -- gone                     over, unsettled: another one begins
class TransitionWatch {
 public:
  explicit TransitionWatch(const TransitionTimes& times) : times_(times) {}

  struct Over {
    Instant from;        ///< what was seen since then is to be judged
    std::string reason;  ///< "settled", "the agent went again"
    bool operator==(const Over&) const = default;
  };
  std::optional<Over> agent_gone(Instant at);
  void agent_ready(Instant at);
  /// Call it often.
  std::optional<Over> advance(Instant now);

  [[nodiscard]] bool open() const { return began_.has_value(); }
  /// From when on it is to be judged; nothing while none is open.
  [[nodiscard]] std::optional<Instant> began() const { return began_; }
  [[nodiscard]] std::optional<Instant> gone() const { return gone_; }

 private:
  Over end(std::string reason);

  TransitionTimes times_;
  std::optional<Instant> began_, gone_, ready_;
};

}  // namespace canary

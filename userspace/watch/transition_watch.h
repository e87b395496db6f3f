// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/time.h"

namespace canary {

/// How much time belongs to a transition.
struct TransitionTimes {
  Duration baseline{};  ///< before the agent went
  Duration settle{};    ///< after it was ready
  Duration deadline{};  ///< of the last probe in it
};

/// Opens a transition whenever the agent goes, tells when it is over, and counts those that are
/// still to be judged. Pure: it is told the time and the agent's changes.
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
  /// Returns the transition that this one cuts short, if there is one.
  std::optional<Over> agent_gone(Instant at);
  void agent_ready(Instant at);
  /// Returns the transition that is over now, if there is one; to be called often.
  std::optional<Over> advance(Instant now);
  /// Takes note that one that was over has been judged.
  void judged() { --unjudged_; }

  [[nodiscard]] bool open() const { return began_.has_value(); }
  /// Tells whether one is open, or over and not judged yet.
  [[nodiscard]] bool pending() const { return open() || unjudged_ > 0; }
  /// When the open transition began: what was seen since then is to be judged.
  [[nodiscard]] std::optional<Instant> began() const { return began_; }
  /// When the agent went last in the open transition.
  [[nodiscard]] std::optional<Instant> gone() const { return gone_; }

 private:
  Over end(std::string reason);

  TransitionTimes times_;
  std::optional<Instant> began_, gone_, ready_;
  std::size_t unjudged_ = 0;  ///< transitions that are over
};

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "model/observation.h"

namespace canary {

/// The states of which a device does all the work (packet offload, Linux 6.2), told change by
/// change. What such a state encrypts passes the last hook in the clear, and what it decrypts was
/// never seen encrypted.
class OffloadedStates {
 public:
  /// Looks at StatesSeen, StatesFlushed and XfrmTablesListed.
  void fold(Instant at, const Observed& what);

  /// Whether there was any at `moment` or later.
  [[nodiscard]] bool stood_after(Instant moment) const;
  /// Names one that stands, as to_text() of a state does; empty: none does.
  [[nodiscard]] std::string name() const;

 private:
  using Identity = std::tuple<IpAddress, std::uint32_t, std::uint8_t, Mark, std::uint32_t>;
  void fold_states(Instant at, const StatesSeen& seen);
  void remove(Instant at, const Identity& identity);

  std::map<Identity, std::string> standing_, listed_;
  std::optional<Instant> ended_;  ///< when the last one went that is gone
};

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bpf/abi.h"
#include "kernel/kernel_symbols.h"
#include "model/observation.h"

namespace canary {

/// Turns what the programs emit into observations. Pure but for the names that it was given.
class EventDecoder {
 public:
  /// `drop_counters`: rows of /proc/net/xfrm_stat in order. `drop_reasons`: enum skb_drop_reason.
  EventDecoder(std::vector<std::string> drop_counters,
               std::map<std::uint32_t, std::string> drop_reasons, KernelSymbols symbols)
      : drop_counters_(std::move(drop_counters)),
        drop_reasons_(std::move(drop_reasons)),
        symbols_(std::move(symbols)) {}

  /// Nothing for an event of a kind, or of a counter, that is not known.
  [[nodiscard]] std::optional<Observed> decode(const canary_event& event) const;

 private:
  [[nodiscard]] std::optional<Observed> decode_drop(const canary_event& event) const;
  [[nodiscard]] std::optional<Observed> decode_freed(const canary_event& event) const;

  std::vector<std::string> drop_counters_;
  std::map<std::uint32_t, std::string> drop_reasons_;
  KernelSymbols symbols_;
};

}  // namespace canary

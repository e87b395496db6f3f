// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bpf/abi.h"
#include "model/observation.h"

namespace canary {

/// Turns what the programs emit into observations. Pure but for the names that it was given.
class EventDecoder {
 public:
  /// Names the kernel's function at an address; empty if unknown.
  using FunctionAt = std::function<std::string(std::uint64_t)>;

  /// `drop_counters`: rows of /proc/net/xfrm_stat in order. `drop_reasons`: enum skb_drop_reason.
  EventDecoder(std::vector<std::string> drop_counters,
               std::map<std::uint32_t, std::string> drop_reasons, FunctionAt function_at)
      : drop_counters_(std::move(drop_counters)),
        drop_reasons_(std::move(drop_reasons)),
        function_at_(std::move(function_at)) {}

  /// Nothing for an event of a kind, or of a counter, that is not known.
  [[nodiscard]] std::optional<Observed> decode(const canary_event& event) const;

 private:
  [[nodiscard]] std::optional<Observed> decode_drop(const canary_event& event) const;
  [[nodiscard]] std::optional<Observed> decode_freed(const canary_event& event) const;

  std::vector<std::string> drop_counters_;
  std::map<std::uint32_t, std::string> drop_reasons_;
  FunctionAt function_at_;
};

}  // namespace canary

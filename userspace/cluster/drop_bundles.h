// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <tuple>

#include "model/observation.h"

namespace canary {

/// Puts drops of one kind that follow each other closely into two observations, the first and the
/// last of them, so that a storm of drops stays small. Their sum, first and last time are those of
/// the storm, and no window as long as a bundle that held some of them is left with none.
class DropBundles {
 public:
  static constexpr Duration kLongest = std::chrono::milliseconds(100);
  using Emit = std::function<void(const Observation& seen)>;

  explicit DropBundles(Emit emit) : emit_(std::move(emit)) {}

  void add(const Observation& seen, const PacketDropped& drop);
  /// Emits what is left; to be called at the end.
  void flush();

 private:
  /// The properties that drops of one kind have in common.
  using Kind = std::tuple<std::string, std::optional<std::uint32_t>, std::optional<IpAddress>,
                          std::optional<IpAddress>, std::optional<std::uint32_t>, bool>;
  struct Bundle {
    Observation first, last;
    std::uint64_t packets = 0;
    std::size_t drops = 0;
  };
  void emit(Bundle& bundle) const;

  Emit emit_;
  std::map<Kind, Bundle> bundles_;
};

}  // namespace canary

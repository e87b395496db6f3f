// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/event_loop.h"
#include "uplinks/uplinks.h"

namespace canary {

/// Chooses the uplinks of a network namespace, and again whenever its devices, addresses, routes,
/// nexthop objects or rules change.
class UplinkFinder {
 public:
  struct Wishes {
    std::string node_netns;          ///< namespace file; empty: the caller's
    std::vector<std::string> named;  ///< by --uplink; empty: those that routes lead through
    std::vector<PeerAddress> peers;
    std::string overlay;  ///< empty: none
  };
  /// Told at the start, and whenever the answer is another.
  using OnFound = std::function<void(const Uplinks&)>;

  /// `loop` must outlive it.
  static Result<std::unique_ptr<UplinkFinder>> start(Wishes wishes, EventLoop& loop,
                                                     OnFound on_found);
  virtual ~UplinkFinder() = default;

  /// Looks now, instead of in a moment, if anything may have changed.
  virtual void look() = 0;
  /// Whether nothing has changed since the last look.
  [[nodiscard]] virtual bool is_up_to_date() const = 0;
  /// As they were found last.
  [[nodiscard]] virtual const Uplinks& found() const = 0;
};

}  // namespace canary

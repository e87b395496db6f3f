// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "base/event_loop.h"
#include "base/time.h"
#include "model/observation.h"

namespace canary {

/// Watches the states and policies of a network namespace over netlink: pushes what its tables
/// hold, and from then on each change. Where the kernel could not tell all (its buffer was full),
/// that is pushed too, and the tables once more.
///
/// Never hears XFRMNLGRP_ACQUIRE: a listener there makes the kernel create larval states, which
/// keep an agent's own from being added (km_is_alive()).
class XfrmMonitor {
 public:
  /// `node_netns` is a namespace file; empty: the caller's. `loop` and `observe` must outlive it.
  static Result<std::unique_ptr<XfrmMonitor>> start(const std::string& node_netns, EventLoop& loop,
                                                    BootClock clock, Observe observe);
  virtual ~XfrmMonitor() = default;

  /// Pushes what is left, and the tables as they stand now.
  virtual Result<void> report() = 0;
};

}  // namespace canary

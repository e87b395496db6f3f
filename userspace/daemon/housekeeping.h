// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/event_loop.h"
#include "base/time.h"

namespace canary {

/// Probes are sent at multiples of it, and all else that is done again and again, in one wake-up:
/// the observer's reading too (CANARY_READ_INTERVAL_MS).
inline constexpr Duration kSlot = std::chrono::milliseconds(250);

/// Has the daemon's chores done, each in its time, from now on. The loop must not run when it is
/// gone.
class Housekeeping {
 public:
  struct Chores {
    std::function<void(Duration late)> each_slot;  ///< told how late the slot ended
    std::function<void()> each_second;
    std::function<void()> read_counters;  ///< sessions can begin only where they were read
    std::function<void()> list_tables;    ///< twice in the time that is remembered
  };

  /// `window` is the time that is remembered. The first two chores are done at once.
  Housekeeping(EventLoop& loop, BootClock clock, Duration window, Chores chores);
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void end_slot();
  void end_second();
  void read_counters_later();
  void list_tables_later();

  EventLoop& loop_;
  BootClock clock_;
  Duration window_;
  Chores chores_;
  Instant slot_ends_;
};

}  // namespace canary

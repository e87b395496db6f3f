// SPDX-License-Identifier: Apache-2.0
#include "daemon/housekeeping.h"

#include <utility>

namespace canary {
namespace {

constexpr Duration kSecond = std::chrono::seconds(1);
constexpr Duration kReadInterval = std::chrono::seconds(15);

}  // namespace

Housekeeping::Housekeeping(EventLoop& loop, BootClock clock, Duration window, Chores chores)
    : loop_(loop),
      clock_(clock),
      window_(window),
      chores_(std::move(chores)),
      slot_ends_(clock.now()) {
  end_slot();
  end_second();
  read_counters_later();
  list_tables_later();
}

void Housekeeping::end_slot() {
  chores_.each_slot(clock_.now() - slot_ends_);
  const Duration pause = EventLoop::until_multiple_of(kSlot);
  slot_ends_ = clock_.now() + pause;
  loop_.after(pause, [this] { end_slot(); });
}

void Housekeeping::end_second() {
  chores_.each_second();
  loop_.after(EventLoop::until_multiple_of(kSecond), [this] { end_second(); });
}

void Housekeeping::read_counters_later() {
  loop_.after(EventLoop::until_multiple_of(kReadInterval), [this] {
    chores_.read_counters();
    read_counters_later();
  });
}

void Housekeeping::list_tables_later() {
  loop_.after(window_ / 2, [this] {
    chores_.list_tables();
    list_tables_later();
  });
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "kernel/event_stream.h"

#include <bpf/libbpf.h>

#include <cerrno>
#include <utility>

namespace canary {

EventStream::EventStream(const BpfPrograms& programs, std::vector<std::string> drop_counters,
                         std::map<std::uint32_t, std::string> drop_reasons, BootClock clock,
                         Observe observe)
    : programs_(programs),
      function_names_(
          [this](std::uint64_t address) { return programs_.ask_for_function(address); }),
      decoder_(std::move(drop_counters), std::move(drop_reasons),
               [this](std::uint64_t address) { return function_names_.at(address); }),
      clock_(clock),
      observe_(std::move(observe)) {}

EventStream::~EventStream() { ring_buffer__free(ring_); }

Result<void> EventStream::open() {
  ring_ = ring_buffer__new(programs_.events_map(), &EventStream::on_event, this, nullptr);
  if (ring_ == nullptr) return system_error("open the ring buffer", errno);
  return {};
}

int EventStream::fd() const { return ring_ == nullptr ? -1 : ring_buffer__epoll_fd(ring_); }

void EventStream::read() { ring_buffer__consume(ring_); }

int EventStream::on_event(void* self, void* data, std::size_t) {
  auto& stream = *static_cast<EventStream*>(self);
  const auto& event = *static_cast<const canary_event*>(data);
  if (auto observed = stream.decoder_.decode(event))
    stream.observe_(stream.clock_.from_boot_ns(event.boot_ns), std::move(*observed));
  return 0;
}

}  // namespace canary

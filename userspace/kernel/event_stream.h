// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "kernel/bpf_programs.h"
#include "kernel/event_decoder.h"
#include "kernel/function_names.h"
#include "model/observation.h"

struct ring_buffer;

namespace canary {

/// The programs' events, read from their ring buffer and pushed as observations with the kernel's
/// times.
class EventStream {
 public:
  /// `programs` must outlive it. `drop_counters` and `drop_reasons` as EventDecoder has them.
  EventStream(const BpfPrograms& programs, std::vector<std::string> drop_counters,
              std::map<std::uint32_t, std::string> drop_reasons, BootClock clock, Observe observe);
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  Result<void> open();
  /// Readable when events should be read; -1 before open().
  [[nodiscard]] int fd() const;
  /// Pushes all events that there are.
  void read();

 private:
  static int on_event(void* self, void* data, std::size_t size);

  const BpfPrograms& programs_;
  FunctionNames function_names_;
  EventDecoder decoder_;
  BootClock clock_;
  Observe observe_;
  ring_buffer* ring_ = nullptr;
};

}  // namespace canary

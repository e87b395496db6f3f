// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "kernel/canary_place.h"
#include "kernel/hook.h"

namespace canary {

/// A tc program on one direction of a device, in the calling thread's network namespace; detached
/// when destroyed. In front of all other programs when it is attached, and never in place of one.
class TcAttachment {
 public:
  /// What to do where a device has no clsact qdisc. Who took it away may be about to add another
  /// one, and would fail if it were there.
  enum class MissingQdisc { Add, Leave };

  /// `hook` is TcIngress or TcEgress, `mode` Tcx or Clsact. `place` tells this canary's filters
  /// from those of others on the node. One that a canary of the same place left behind, as clsact
  /// knows no owner, goes.
  static Result<TcAttachment> attach(const std::string& device, Hook hook, HookMode mode,
                                     int program, CanaryPlace& place, MissingQdisc missing);

  TcAttachment(TcAttachment&& other) noexcept;
  TcAttachment& operator=(TcAttachment&& other) noexcept;
  ~TcAttachment();

  /// Why it may miss packets.
  struct Trouble {
    bool is_gone = false;  ///< agents replace qdiscs and filters, devices go
    std::string words;     ///< "tc filter drop_all:[12] runs before it"
  };
  /// Absent where it sees everything. What runs before it may end the chain there; another canary
  /// does not. Stand in the device's network namespace.
  [[nodiscard]] std::optional<Trouble> trouble() const;

 private:
  TcAttachment(std::string device, Hook hook, int interface, std::uint32_t handle)
      : device_(std::move(device)), hook_(hook), interface_(interface), handle_(handle) {}
  [[nodiscard]] bool is_there() const;
  void detach();

  std::string device_;
  Hook hook_;
  int interface_ = 0;
  std::uint32_t handle_ = 0;  ///< clsact: of the filter
  unsigned program_id_ = 0;
  UniqueFd link_;       ///< tcx
  UniqueFd namespace_;  ///< clsact: where to detach
};

/// Interface index in the calling thread's network namespace; an unknown device is an Environment
/// error that lists those that exist.
[[nodiscard]] Result<int> find_interface(const std::string& device);

/// Of several devices some may be missing, but not all: then the error is that of the last. None is
/// enough where none is named.
[[nodiscard]] Result<void> require_any_interface(const std::vector<std::string>& devices);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.h"
#include "base/unique_fd.h"
#include "kernel/hook.h"

namespace canary {

/// A tc program on one direction of a device, in the calling thread's network namespace; detached
/// when destroyed. In front of the agent's own programs, and never in place of one.
class TcAttachment {
 public:
  /// What to do where a device has no clsact qdisc. Who took it away may be about to add another
  /// one, and would fail if it were there.
  enum class MissingQdisc { Add, Leave };

  /// `hook` is TcIngress or TcEgress, `mode` Tcx or Clsact. A filter that an earlier canary left
  /// behind (clsact knows no owner) is replaced.
  static Result<TcAttachment> attach(const std::string& device, Hook hook, HookMode mode,
                                     int program, MissingQdisc missing);

  TcAttachment(TcAttachment&& other) noexcept;
  TcAttachment& operator=(TcAttachment&& other) noexcept;
  ~TcAttachment();

  /// Whether it is still there: agents replace qdiscs and filters, devices go. Stand in the
  /// device's network namespace.
  [[nodiscard]] bool alive() const;

 private:
  TcAttachment(std::string device, Hook hook, int interface)
      : device_(std::move(device)), hook_(hook), interface_(interface) {}
  void detach();

  std::string device_;
  Hook hook_;
  int interface_ = 0;
  UniqueFd link_;            ///< tcx
  UniqueFd namespace_;       ///< clsact: where to detach
  unsigned program_id_ = 0;  ///< clsact: which program is ours
};

/// Interface index in the calling thread's network namespace; an unknown device is an Environment
/// error that lists those that exist.
[[nodiscard]] Result<int> find_interface(const std::string& device);

/// Bytes before the IP header on the device: 14 on Ethernet, 0 on devices without link layer.
[[nodiscard]] Result<int> link_header_length(const std::string& device);

}  // namespace canary

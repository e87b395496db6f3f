// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>

struct socket_filter_bpf;

namespace canary {

/// Notes when datagrams arrive at one socket, by a BPF program on that socket
/// (bpf/socket_filter.bpf.c). It costs the packets of no other socket anything.
class ArrivalLog {
 public:
  /// Notes what arrives from now on. The error is an errno: EPERM without CAP_BPF.
  static std::expected<ArrivalLog, int> attach(int socket);
  ArrivalLog(ArrivalLog&&) noexcept;
  ArrivalLog& operator=(ArrivalLog&&) noexcept;
  ~ArrivalLog();

  /// Tells when the datagram with this payload arrived, in CLOCK_BOOTTIME. Each is asked for once,
  /// in the order in which they arrived. Nothing for one that is too short to be noted, or that
  /// CANARY_ARRIVALS others followed.
  std::optional<std::uint64_t> boot_ns_of(std::span<const std::uint8_t> payload);

 private:
  struct Destroy {
    void operator()(socket_filter_bpf* skeleton) const;
  };
  explicit ArrivalLog(socket_filter_bpf* skeleton);

  std::unique_ptr<socket_filter_bpf, Destroy> skeleton_;
  std::size_t next_ = 0;  ///< where the next datagram's entry is expected
};

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/time.h"
#include "probe/udp_socket.h"

namespace canary {

struct Datagram {
  std::span<const std::uint8_t> payload;
  Endpoint from;
  IpAddress to;  ///< the local address that it was sent to
  bool unicast = true;
  std::uint8_t ttl = 0;  ///< or hop limit, as received
  Instant received;      ///< by the kernel, so that our own delay is not measured
};

/// Reads what waits at a socket, one batch for each system call.
class DatagramReader {
 public:
  static constexpr std::size_t kBatch = 16;

  explicit DatagramReader(BootClock clock);

  /// Reads up to kBatch datagrams, none when none waits. They live until the next read().
  std::span<const Datagram> read(UdpSocket& socket);
  /// Hands on what waits, in no more than so many batches: whoever floods a socket must not keep
  /// the thread from all else.
  void read_batches(UdpSocket& socket, int most, const std::function<void(const Datagram&)>& take);

 private:
  static constexpr std::size_t kLargestDatagram = 65536;
  static constexpr std::size_t kControlBytes = 256;
  struct Slot {
    SocketAddress from;
    alignas(cmsghdr) std::array<std::uint8_t, kControlBytes> control{};
    /// The payload is not initialized: what no datagram ever reaches takes no memory.
    std::unique_ptr<std::uint8_t[]> payload =
        std::make_unique_for_overwrite<std::uint8_t[]>(kLargestDatagram);
  };
  BootClock clock_;
  std::vector<Slot> slots_;
  std::vector<Datagram> datagrams_;
};

}  // namespace canary

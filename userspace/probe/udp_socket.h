// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/socket_address.h"
#include "base/unique_fd.h"
#include "probe/arrival_log.h"

namespace canary {

/// The clock that tells when a datagram arrived, although this process may run much later.
enum class ArrivalClock {
  SocketFilter,  ///< a BPF program on this socket; needs CAP_BPF
  Kernel,  ///< SO_TIMESTAMPNS, for which the kernel takes the time of every packet of the machine
};

/// A host on the way, or the one at its end, says that nobody listens where a datagram was sent to.
struct PortUnreachable {
  IpAddress told_by;
  Endpoint to;                        ///< where the datagram was sent to
  std::vector<std::uint8_t> payload;  ///< of the datagram, as much of it as was told
};

/// A non-blocking UDP socket of one family, in the network namespace of the thread that binds it.
/// It never fragments (what does not fit fails with EMSGSIZE or dies on the way, whatever path MTU
/// the kernel believes in) and sends with TTL 255, so that the far end can count hops.
class UdpSocket {
 public:
  /// Port 0 takes a free one. An address of zeros takes packets to every local address. Where no
  /// socket filter can be had, the kernel's clock is used. The error is an errno; cannot_open()
  /// makes a sentence of it.
  static std::expected<UdpSocket, int> bind(const Endpoint& at,
                                            ArrivalClock clock = ArrivalClock::SocketFilter);

  /// Sends from `source`, or where that is zeros from the address that the kernel chooses. Returns
  /// 0 or errno; never waits.
  [[nodiscard]] int send(std::span<const std::uint8_t> payload, const Endpoint& to,
                         const IpAddress& source) const;

  /// From now on ICMP errors wait to be taken. One that waits makes a call that sends or receives
  /// fail once, whatever that call is about: take them before and after.
  [[nodiscard]] std::expected<void, int> keep_errors(Family family);
  struct Errors {
    bool any = false;  ///< of whatever kind
    std::vector<PortUnreachable> unreachable;
  };
  [[nodiscard]] Errors take_errors() const;

  /// Counts the datagrams that the kernel discarded, as those before them were not read in time.
  [[nodiscard]] std::uint32_t overflowed() const;

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] ArrivalClock arrival_clock() const {
    return arrivals_ ? ArrivalClock::SocketFilter : ArrivalClock::Kernel;
  }
  /// The log of this socket; null where the kernel's clock tells.
  [[nodiscard]] ArrivalLog* arrivals() { return arrivals_ ? &*arrivals_ : nullptr; }

 private:
  UdpSocket(UniqueFd fd, std::uint16_t port, std::optional<ArrivalLog> arrivals)
      : fd_(std::move(fd)), port_(port), arrivals_(std::move(arrivals)) {}
  UniqueFd fd_;
  std::uint16_t port_;
  std::optional<ArrivalLog> arrivals_;
};

/// "open UDP socket on 10.0.0.1:862: Address already in use", with the way out where there is one.
[[nodiscard]] std::unexpected<Error> cannot_open(const Endpoint& at, int error);

}  // namespace canary

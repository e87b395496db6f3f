// SPDX-License-Identifier: Apache-2.0
// What hooks and counters in the kernel see of packets. See observation.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/boxed.h"
#include "base/ip_address.h"
#include "base/time.h"
#include "model/path.h"

namespace canary {

/// XFRM gave a probe its SPI and ESP sequence number (xfrm_replay_overflow).
struct ProbeEncrypted {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  EspKey esp;
  IpAddress outer_source,
      outer_destination;     ///< of the state, before any rewriting by the datapath
  std::uint32_t mark = 0;    ///< of the packet
  std::uint32_t device = 0;  ///< index of the one that it is to leave through; 0: not known
  bool null_cipher = false;  ///< the state authenticates and does not encrypt (RFC 2410, RFC 4543)
  bool operator==(const ProbeEncrypted&) const = default;
};

/// The ESP packet that carries a probe passed tc egress of the uplink.
struct ProbeLeftUplink {
  EspKey esp;
  IpAddress outer_source, outer_destination;  ///< as on the wire
  bool operator==(const ProbeLeftUplink&) const = default;
};

/// A probe passed tc ingress of the uplink in the clear. With `decrypted` it came out of XFRM
/// there.
struct ProbeArrived {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  bool decrypted = false;
  bool authenticated = false;  ///< in the clear, but behind AH
  bool null_cipher = false;    ///< no state that it came out of had encrypted it
  bool operator==(const ProbeArrived&) const = default;
};

/// A probe passed tc egress of the uplink in the clear (on an encrypted path that is a leak).
struct ProbeLeftInClear {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  bool authenticated = false;  ///< behind AH
  bool operator==(const ProbeLeftInClear&) const = default;
};

/// XFRM discarded `packets` packets. What the kernel could not tell is absent.
struct PacketDropped {
  std::string cause;  ///< MIB name as in /proc/net/xfrm_stat
  std::uint64_t packets = 1;
  std::optional<EspKey> esp;
  Boxed<IpAddress> source, destination;  ///< outer where it is ESP, else of the packet
  std::optional<std::uint32_t> mark;
  Boxed<ProbeKey> probe;  ///< where the packet was a readable probe
  ProbeLeg leg = ProbeLeg::Request;
  bool operator==(const PacketDropped&) const = default;
};

/// The kernel freed a packet that carried a probe, outside of XFRM.
struct ProbeFreed {
  Boxed<ProbeKey> probe;  ///< where it was readable
  ProbeLeg leg = ProbeLeg::Request;
  std::optional<EspKey> esp;  ///< where it was encrypted
  std::string reason;         ///< enum skb_drop_reason without its prefix: "NO_SOCKET"
  std::string location;       ///< function of the kernel, where kallsyms tells it
  /// Outer where it is ESP, else of the packet; absent in older recordings.
  Boxed<IpAddress> source{}, destination{};
  bool operator==(const ProbeFreed&) const = default;
};

enum class CounterStage : std::uint8_t { Encrypted, Left, Arrived, Decrypted };

/// Which ESP sequence numbers (their low 32 bits) a stage has counted.
struct SequencesCounted {
  std::uint32_t first = 0, highest = 0;  ///< of the state that counts now
  std::uint32_t restarts = 0;            ///< how often the numbers began again
  /// Of the state before, and all packets until it ended; 0 without restarts.
  std::uint32_t ended_first = 0, ended_highest = 0;
  std::uint64_t ended_packets = 0;
  std::uint64_t duplicated = 0;  ///< of all packets: a number that had been counted
  std::uint64_t reordered = 0;   ///< a number that had been skipped, or too far back to know
  bool operator==(const SequencesCounted&) const = default;
};

/// Running total of ESP packets of one SPI at one stage since the observer was attached.
struct PacketsCounted {
  CounterStage stage = CounterStage::Encrypted;
  IpAddress outer_source;  ///< of the state (Encrypted, Decrypted) or on the wire (Left, Arrived)
  IpAddress outer_destination;
  std::uint32_t spi = 0;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  /// Not of Decrypted; nor after a restart where several CPUs count, since they do not tell when.
  Boxed<SequencesCounted> sequences;
  bool operator==(const PacketsCounted&) const = default;
};

/// Whether a packet passed the uplink on its way out or in.
enum class ClearWay : std::uint8_t { Left, Came };

/// What policies tell packets in the clear apart by, beside their addresses.
struct ClearKind {
  ClearWay way = ClearWay::Left;
  std::uint8_t protocol = 0;
  /// Of ICMP type and code, and 0 of protocols without ports; absent where no policy names this
  /// port, and IKE and probes do not use it.
  std::optional<std::uint16_t> source_port{}, destination_port{};
  std::uint32_t mark = 0;  ///< as far as a policy that lets packets pass in the clear asks for it
  bool authenticated = false;  ///< by AH (RFC 4302): nobody can change it, everybody can read it
  auto operator<=>(const ClearKind&) const = default;
};

/// Running total of packets of one kind that passed the uplink unencrypted, between addresses of
/// which a policy or the operator asks for encryption. Whether of these packets too: demand/.
struct PlaintextCounted {
  IpAddress source, destination;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  /// Absent in older recordings: it left, between addresses that had been named as protected.
  std::optional<ClearKind> kind{};
  bool operator==(const PlaintextCounted&) const = default;
};

/// Running total of such packets of which is not known from whom to whom: there was no more room.
struct PlaintextUncounted {
  std::uint64_t packets = 0;
  bool operator==(const PlaintextUncounted&) const = default;
};

/// The kernel's own /proc/net/xfrm_stat of the node: the judge of our counts.
struct XfrmStatRead {
  std::map<std::string, std::uint64_t> counters;
  bool operator==(const XfrmStatRead&) const = default;
};

}  // namespace canary

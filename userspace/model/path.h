// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ip_address.h"

namespace canary {

using NodeName = std::string;

/// `Encrypted`: pod address to pod address, what the agent encrypts. `Control`: node address to
/// node address, in the clear; where it fails too, IPsec is not to blame.
enum class PathKind : std::uint8_t { Encrypted, Control };

[[nodiscard]] std::string_view to_text(PathKind kind);  ///< "encrypted", "control"

/// An ordered pair of nodes with the family and kind of the packets between them.
struct Path {
  NodeName local;   ///< the node that probes
  NodeName remote;  ///< the node that answers
  Family family = Family::V4;
  PathKind kind = PathKind::Encrypted;
  auto operator<=>(const Path&) const = default;
};

[[nodiscard]] std::string to_text(const Path& path);  ///< "node-a -> node-b ipv4 encrypted"

/// STAMP Session-Sender Identifier (RFC 8972, 3): names one path of one prober.
using Ssid = std::uint16_t;

/// The name of one probe wherever it is readable: at the prober, at the reflector, in the kernel.
struct ProbeKey {
  IpAddress sender;     ///< address of the prober, also in the reply's key
  IpAddress reflector;  ///< address that is probed
  Ssid ssid = 0;
  std::uint32_t sequence = 0;  ///< the sender's sequence number
  auto operator<=>(const ProbeKey&) const = default;
};

enum class ProbeLeg : std::uint8_t { Request, Reply };

[[nodiscard]] std::string_view to_text(ProbeLeg leg);  ///< "request", "reply"

/// The name of one ESP packet on its way, which is never reused while a state lives.
struct EspKey {
  std::uint32_t spi = 0;       ///< host byte order
  std::uint32_t sequence = 0;  ///< low 32 bits of the ESP sequence number, host byte order
  auto operator<=>(const EspKey&) const = default;
};

}  // namespace canary

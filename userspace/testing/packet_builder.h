// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.h"

namespace canary::testing {

using Bytes = std::vector<std::uint8_t>;

/// Packets as they stand on the wire: Ethernet() / Ip("10.0.0.1", "10.0.1.1") / Esp(3, 17).
/// Lengths of IP and UDP headers are filled in when what follows is known; checksums stay zero.
class Layer {
 public:
  enum class Kind { Ethernet, Ip, Extension, Other };

  Layer(Kind kind, Bytes bytes, std::uint8_t protocol = 0);

  /// `inner` behind this one.
  friend Layer operator/(Layer outer, const Layer& inner);

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] Kind kind() const { return kind_; }

 private:
  Kind kind_;
  Bytes bytes_;
  std::uint8_t protocol_;         ///< number of this layer in the header before it
  std::size_t ip_at_ = SIZE_MAX;  ///< where the last IP header stands
  std::size_t protocol_at_ = 0;   ///< where the number of the next layer belongs
};

[[nodiscard]] Layer Ethernet();
/// The family is that of the addresses.
[[nodiscard]] Layer Ip(const std::string& source, const std::string& destination);
/// An IPv4 header of a fragment that is not the last one; `offset` in bytes, a multiple of 8.
[[nodiscard]] Layer Ipv4Fragment(const std::string& source, const std::string& destination,
                                 std::size_t offset);
/// The extension header of such a fragment, behind Ip().
[[nodiscard]] Layer Ipv6Fragment(std::size_t offset);
/// Hop-by-hop options, destination options or a routing header: (1 + more_words) * 8 bytes.
[[nodiscard]] Layer Ipv6Options(std::uint8_t protocol, std::uint8_t more_words);
/// An authentication header with 12 bytes of check value, and what it authenticates.
[[nodiscard]] Layer Ah(std::uint32_t spi, std::uint8_t protocol, const Bytes& authenticated);
/// An ESP packet with 32 bytes of cipher text.
[[nodiscard]] Layer Esp(std::uint32_t spi, std::uint32_t sequence);
[[nodiscard]] Layer Udp(std::uint16_t source_port, std::uint16_t destination_port,
                        const Bytes& payload);
/// The payload of a UDP packet that carries `frame`.
[[nodiscard]] Bytes Vxlan(const Layer& frame);
/// The same of Geneve, behind `option_words` words of options.
[[nodiscard]] Bytes Geneve(const Layer& frame_or_packet, std::uint8_t option_words = 0);
/// GRE with these flags (0x80 checksum, 0x20 key, 0x10 sequence), and the words that they announce.
[[nodiscard]] Layer Gre(std::uint8_t flags, const Layer& frame_or_packet);
/// AH with 12 octets of authentication, in front of what has this number of IP.
[[nodiscard]] Layer AuthenticationHeader(std::uint8_t protocol, const Layer& authenticated);
/// An IP packet as what another IP packet carries.
[[nodiscard]] Layer InIp(const Layer& packet);
/// An Ethernet header with a tag of a VLAN, and a packet behind it.
[[nodiscard]] Layer TaggedEthernet(const Layer& packet);
/// A STAMP request without authentication (RFC 8762, 4.2.1).
[[nodiscard]] Bytes StampRequestBytes(std::uint16_t ssid, std::uint32_t sequence);

}  // namespace canary::testing

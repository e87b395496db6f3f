// SPDX-License-Identifier: Apache-2.0
#include "kernel/probe_lengths.h"

#include <array>

namespace canary {
namespace {

constexpr std::uint32_t kUdp = 8, kVxlan = 8, kGeneve = 8, kGre = 4, kEthernet = 14, kWord = 4;
constexpr std::array<std::uint32_t, 2> kIpHeaders{20, 40};
/// Options of Geneve that are looked for: OVN sends two words, other planes none.
constexpr std::uint32_t kMostGeneveWords = 4;
/// Checksum, key and sequence number.
constexpr std::uint32_t kMostGreWords = 3;

/// What overlays put between an IP header and the packet that they carry.
std::vector<std::uint32_t> overlay_bytes() {
  std::vector<std::uint32_t> bytes{kUdp + kVxlan + kEthernet};
  for (const std::uint32_t frame : {0u, kEthernet}) {
    for (std::uint32_t words = 0; words <= kMostGeneveWords; ++words)
      bytes.push_back(kUdp + kGeneve + words * kWord + frame);
    for (std::uint32_t words = 0; words <= kMostGreWords; ++words)
      bytes.push_back(kGre + words * kWord + frame);
  }
  return bytes;
}

}  // namespace

void mark_probe_lengths(std::span<const std::uint32_t> lengths,
                        std::span<canary_u8, CANARY_MAX_PROBE_LENGTH> table) {
  const auto mark = [&](std::uint32_t length, canary_length meaning) {
    if (length < table.size()) table[length] |= static_cast<canary_u8>(meaning);
  };
  for (const std::uint32_t length : lengths) {
    mark(length, CANARY_LENGTH_OF_PROBE);
    mark(length, CANARY_LENGTH_OF_PACKET);
    mark(length, CANARY_LENGTH_OF_PAYLOAD);
    for (const std::uint32_t header : kIpHeaders)
      if (length > header) mark(length - header, CANARY_LENGTH_OF_PAYLOAD);
    for (const std::uint32_t more : overlay_bytes()) {
      mark(length + more, CANARY_LENGTH_OF_PAYLOAD);
      for (const std::uint32_t header : kIpHeaders) {
        mark(length + more + header, CANARY_LENGTH_OF_PACKET);
        mark(length + more + header, CANARY_LENGTH_OF_PAYLOAD);
      }
    }
  }
}

}  // namespace canary

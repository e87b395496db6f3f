// SPDX-License-Identifier: Apache-2.0
// TLVs may follow a STAMP base packet: type, length, value (RFC 8972, 4).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "probe/stamp_authentication.h"

namespace canary {

/// A TLV begins with flags (1), type (1), length of the value (2).
inline constexpr std::size_t kTlvHeaderBytes = 4;

enum class TlvType : std::uint8_t { ExtraPadding = 1, Hmac = 8 };

/// The flags in the first octet of a TLV (RFC 8972, 4).
enum TlvFlag : std::uint8_t {
  kTlvUnrecognized = 0x80,  ///< set by the sender, cleared by a reflector that knows the type
  kTlvMalformed = 0x40,
  kTlvNotIntact = 0x20,
};

/// One Extra Padding TLV of `bytes` in all, at least kTlvHeaderBytes and at most 65539.
[[nodiscard]] std::vector<std::uint8_t> extra_padding(std::size_t bytes);

/// Turns the TLVs of a request in place into those of its reply: all are echoed, the flags say
/// which were understood. What follows a malformed TLV is echoed as it is.
void reflect_tlvs(std::span<std::uint8_t> tlvs);

/// Turns TLVs in authenticated mode, where an HMAC TLV (RFC 8972, 4.8) protects the others: it is
/// checked against the request's sequence number and made anew for the reply's. Padding alone needs
/// none.
void reflect_tlvs(std::span<std::uint8_t> tlvs, const StampKey& key,
                  std::span<const std::uint8_t, 4> request_sequence,
                  std::span<const std::uint8_t, 4> reply_sequence);

}  // namespace canary

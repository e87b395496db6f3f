// SPDX-License-Identifier: Apache-2.0
// STAMP test packets (RFC 8762, with the session identifier and TLVs of RFC 8972): bytes at the
// edge, values inside. All fields are in network order on the wire.
//
//            unauthenticated  authenticated            unauthenticated  authenticated
//   sequence          0            0     received             16            32
//   timestamp         4           16     sender's sequence    24            48
//   error estimate   12           24     sender's timestamp   28            64
//   SSID             14           26     sender's error est.  36            72
//                                        sender's TTL         40            80
//   base packet      44 bytes    112 (the last 16 are the HMAC of the first 96), then TLVs
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "model/path.h"
#include "probe/stamp_authentication.h"
#include "probe/stamp_time.h"

namespace canary {

struct StampRequest {
  std::uint32_t sequence = 0;
  std::uint64_t timestamp = 0;  ///< in the format that the error estimate names
  ErrorEstimate error_estimate = ErrorEstimate::ours();
  Ssid ssid = 0;  ///< 0 from senders that know RFC 8762 only
  bool operator==(const StampRequest&) const = default;
};

struct StampReply {
  std::uint32_t sequence = 0;  ///< the reflector's
  std::uint64_t timestamp = 0;
  ErrorEstimate error_estimate = ErrorEstimate::ours();
  Ssid ssid = 0;
  std::uint64_t received = 0;  ///< when the request came, same format as `timestamp`
  StampRequest request;        ///< echoed; its ssid is that of the reply
  std::uint8_t request_ttl = 0;
  bool operator==(const StampReply&) const = default;
};

/// The reason for which bytes are no STAMP packet for us.
enum class StampFault : std::uint8_t { TooShort, NotAuthentic };

/// Writes and reads packets of one mode: authenticated where there is a key.
class StampCodec {
 public:
  StampCodec() = default;
  explicit StampCodec(std::optional<StampKey> key) : key_(std::move(key)) {}

  [[nodiscard]] std::size_t base_bytes() const;

  /// Writes `bytes` bytes with the help of an Extra Padding TLV; never fewer than base_bytes(), and
  /// where a TLV does not fit in between, base_bytes() and an empty TLV.
  [[nodiscard]] std::vector<std::uint8_t> encode(const StampRequest& request,
                                                 std::size_t bytes) const;
  /// Writes as many bytes as `request_packet` has, of which `reply.request` is; echoes its TLVs.
  [[nodiscard]] std::vector<std::uint8_t> encode(
      const StampReply& reply, std::span<const std::uint8_t> request_packet) const;

  [[nodiscard]] std::expected<StampRequest, StampFault> decode_request(
      std::span<const std::uint8_t> packet) const;
  [[nodiscard]] std::expected<StampReply, StampFault> decode_reply(
      std::span<const std::uint8_t> packet) const;

  /// Whether it may be a reply to a packet of ours: where a reply repeats the sender's timestamp
  /// stands a moment of the last minute by our clock. Reflectors that answered each other's replies
  /// would do so for ever, whatever their ports. In a request that place is to be ignored (RFC
  /// 8762, 4.2.1), and what else may stand there is no such moment.
  [[nodiscard]] bool may_answer_us(std::span<const std::uint8_t> packet, Instant now) const;

 private:
  [[nodiscard]] std::optional<StampFault> fault_of(std::span<const std::uint8_t> packet) const;
  void seal(std::span<std::uint8_t> packet) const;

  std::optional<StampKey> key_;
};

}  // namespace canary

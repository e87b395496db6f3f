// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_packet.h"

#include <algorithm>

#include "probe/stamp_tlv.h"

namespace canary {
namespace {

/// Offsets of the fields that the modes put at different places.
struct Layout {
  std::size_t base_bytes;
  std::size_t timestamp, error_estimate, ssid, received;
  std::size_t request_sequence, request_timestamp, request_error_estimate, request_ttl;
};

constexpr std::size_t kSequence = 0;
constexpr std::size_t kAuthenticatedBytes = 96;  ///< the HMAC covers them and follows them
constexpr Layout kUnauthenticated{44, 4, 12, 14, 16, 24, 28, 36, 40};
constexpr Layout kAuthenticated{112, 16, 24, 26, 32, 48, 64, 72, 80};

const Layout& layout_of(const std::optional<StampKey>& key) {
  return key ? kAuthenticated : kUnauthenticated;
}

template <class T>
void put(std::span<std::uint8_t> packet, std::size_t offset, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    packet[offset + i] = static_cast<std::uint8_t>(value >> 8 * (sizeof(T) - 1 - i));
}

template <class T>
T get(std::span<const std::uint8_t> packet, std::size_t offset) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = value << 8 | packet[offset + i];
  return static_cast<T>(value);
}

/// The fields that requests and replies have in common.
template <class Packet>
void put_head(std::span<std::uint8_t> bytes, const Layout& at, const Packet& packet) {
  put(bytes, kSequence, packet.sequence);
  put(bytes, at.timestamp, packet.timestamp);
  put(bytes, at.error_estimate, packet.error_estimate.bits);
  put(bytes, at.ssid, packet.ssid);
}

template <class Packet>
void get_head(std::span<const std::uint8_t> bytes, const Layout& at, Packet& packet) {
  packet.sequence = get<std::uint32_t>(bytes, kSequence);
  packet.timestamp = get<std::uint64_t>(bytes, at.timestamp);
  packet.error_estimate.bits = get<std::uint16_t>(bytes, at.error_estimate);
  packet.ssid = get<Ssid>(bytes, at.ssid);
}

}  // namespace

std::size_t StampCodec::base_bytes() const { return layout_of(key_).base_bytes; }

void StampCodec::seal(std::span<std::uint8_t> packet) const {
  if (key_)
    std::ranges::copy(hmac(*key_, {packet.first(kAuthenticatedBytes)}),
                      packet.subspan(kAuthenticatedBytes).begin());
}

std::optional<StampFault> StampCodec::fault_of(std::span<const std::uint8_t> packet) const {
  // Of a sender without a key.
  if (key_ && packet.size() >= kUnauthenticated.base_bytes && packet.size() < base_bytes())
    return StampFault::NotAuthentic;
  if (packet.size() < base_bytes()) return StampFault::TooShort;
  if (key_ && !same_hmac(hmac(*key_, {packet.first(kAuthenticatedBytes)}),
                         packet.subspan(kAuthenticatedBytes, sizeof(StampHmac))))
    return StampFault::NotAuthentic;
  return std::nullopt;
}

std::vector<std::uint8_t> StampCodec::encode(const StampRequest& request, std::size_t bytes) const {
  std::vector<std::uint8_t> packet(base_bytes());
  put_head<StampRequest>(packet, layout_of(key_), request);
  seal(packet);
  if (bytes > packet.size()) {
    const auto padding = extra_padding(std::max(bytes - packet.size(), kTlvHeaderBytes));
    packet.insert(packet.end(), padding.begin(), padding.end());
  }
  return packet;
}

std::vector<std::uint8_t> StampCodec::encode(const StampReply& reply,
                                             std::span<const std::uint8_t> request_packet) const {
  const Layout& at = layout_of(key_);
  std::vector<std::uint8_t> packet(request_packet.begin(), request_packet.end());
  std::fill_n(packet.begin(), at.base_bytes, std::uint8_t{0});
  put_head<StampReply>(packet, at, reply);
  put(packet, at.received, reply.received);
  put(packet, at.request_sequence, reply.request.sequence);
  put(packet, at.request_timestamp, reply.request.timestamp);
  put(packet, at.request_error_estimate, reply.request.error_estimate.bits);
  put(packet, at.request_ttl, reply.request_ttl);
  seal(packet);
  // Who has no SSID knows RFC 8762 alone, or TWAMP: what follows is padding, to be copied.
  const auto tlvs = std::span(packet).subspan(at.base_bytes);
  if (reply.ssid == 0) return packet;
  if (key_)
    reflect_tlvs(tlvs, *key_, request_packet.first<4>(), std::span(packet).first<4>());
  else
    reflect_tlvs(tlvs);
  return packet;
}

std::expected<StampRequest, StampFault> StampCodec::decode_request(
    std::span<const std::uint8_t> packet) const {
  if (const auto fault = fault_of(packet)) return std::unexpected(*fault);
  StampRequest request;
  get_head(packet, layout_of(key_), request);
  return request;
}

std::expected<StampReply, StampFault> StampCodec::decode_reply(
    std::span<const std::uint8_t> packet) const {
  if (const auto fault = fault_of(packet)) return std::unexpected(*fault);
  const Layout& at = layout_of(key_);
  StampReply reply;
  get_head(packet, at, reply);
  reply.received = get<std::uint64_t>(packet, at.received);
  reply.request.sequence = get<std::uint32_t>(packet, at.request_sequence);
  reply.request.timestamp = get<std::uint64_t>(packet, at.request_timestamp);
  reply.request.error_estimate.bits = get<std::uint16_t>(packet, at.request_error_estimate);
  reply.request.ssid = reply.ssid;
  reply.request_ttl = packet[at.request_ttl];
  return reply;
}

bool StampCodec::may_answer_us(std::span<const std::uint8_t> packet, Instant now) const {
  constexpr Duration kLongestAgo = std::chrono::minutes(1);
  constexpr Duration kSameMoment = std::chrono::milliseconds(1);  // read twice
  const Layout& at = layout_of(key_);
  if (packet.size() < at.base_bytes) return false;
  const auto repeated =
      from_stamp(get<std::uint64_t>(packet, at.request_timestamp), StampClock::Ntp);
  return repeated && now - kLongestAgo <= *repeated && *repeated <= now + kSameMoment;
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "testing/packet_builder.h"

#include <netinet/in.h>

#include <algorithm>
#include <bit>

namespace canary::testing {
namespace {

constexpr std::size_t kEthernetBytes = 14;
constexpr std::size_t kIpv4Bytes = 20;
constexpr std::size_t kIpv6Bytes = 40;

void put16(Bytes& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

void put32(Bytes& bytes, std::size_t at, std::uint32_t value) {
  put16(bytes, at, value >> 16);
  put16(bytes, at + 2, value & 0xffff);
}

bool is_ipv6(const Bytes& bytes, std::size_t ip_at) { return bytes[ip_at] >> 4 == 6; }

/// Among the types of Ethernet.
std::size_t type_of(const Layer& frame_or_packet) {
  constexpr std::size_t kEthernet = 0x6558;
  if (frame_or_packet.kind() == Layer::Kind::Ethernet) return kEthernet;
  return is_ipv6(frame_or_packet.bytes(), 0) ? 0x86dd : 0x0800;
}

void append(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

}  // namespace

Layer::Layer(Kind kind, Bytes bytes, std::uint8_t protocol)
    : kind_(kind), bytes_(std::move(bytes)), protocol_(protocol) {
  if (kind_ != Kind::Ip) return;
  ip_at_ = 0;
  protocol_at_ = is_ipv6(bytes_, 0) ? 6 : 9;
}

Layer operator/(Layer outer, const Layer& inner) {
  const std::size_t inner_at = outer.bytes_.size();
  outer.bytes_.insert(outer.bytes_.end(), inner.bytes_.begin(), inner.bytes_.end());
  if (inner.kind_ == Layer::Kind::Ip) {
    const bool ipv6 = is_ipv6(outer.bytes_, inner_at);
    if (inner_at == kEthernetBytes) put16(outer.bytes_, 12, ipv6 ? 0x86dd : 0x0800);
    outer.ip_at_ = inner_at;
    outer.protocol_at_ = inner_at + inner.protocol_at_;
  } else if (outer.ip_at_ != SIZE_MAX) {
    const std::size_t ip = outer.ip_at_;
    const bool ipv6 = is_ipv6(outer.bytes_, ip);
    outer.bytes_[outer.protocol_at_] = inner.protocol_;
    if (inner.kind_ == Layer::Kind::Extension) outer.protocol_at_ = inner_at;
    put16(outer.bytes_, ip + (ipv6 ? 4 : 2), outer.bytes_.size() - ip - (ipv6 ? kIpv6Bytes : 0));
  }
  return outer;
}

Layer Ethernet() { return {Layer::Kind::Ethernet, Bytes(kEthernetBytes)}; }

Layer Ip(const std::string& source, const std::string& destination) {
  const IpAddress from = IpAddress::parse(source).value();
  const IpAddress to = IpAddress::parse(destination).value();
  const bool ipv6 = from.family == Family::V6;
  Bytes header(ipv6 ? kIpv6Bytes : kIpv4Bytes);
  header[0] = ipv6 ? 0x60 : 0x45;
  header[ipv6 ? 7 : 8] = 64;
  const auto addresses = header.begin() + (ipv6 ? 8 : 12);
  std::copy_n(from.bytes.begin(), from.size(), addresses);
  std::copy_n(to.bytes.begin(), to.size(), addresses + static_cast<std::ptrdiff_t>(from.size()));
  return {Layer::Kind::Ip, std::move(header)};
}

Layer Ipv4Fragment(const std::string& source, const std::string& destination, std::size_t offset) {
  constexpr std::size_t kMoreFragments = 0x2000;
  const Layer whole = Ip(source, destination);
  Bytes header = whole.bytes();
  put16(header, 6, kMoreFragments | offset / 8);
  return {Layer::Kind::Ip, std::move(header)};
}

Layer Ipv6Fragment(std::size_t offset) {
  constexpr std::size_t kMoreFragments = 1;
  Bytes header(8);
  put16(header, 2, offset | kMoreFragments);
  return {Layer::Kind::Extension, std::move(header), IPPROTO_FRAGMENT};
}

Layer Ipv6Options(std::uint8_t protocol, std::uint8_t more_words) {
  Bytes header(8 + more_words * std::size_t{8});
  header[1] = more_words;
  return {Layer::Kind::Extension, std::move(header), protocol};
}

Layer Esp(std::uint32_t spi, std::uint32_t sequence) {
  Bytes bytes(8 + 32);
  put32(bytes, 0, spi);
  put32(bytes, 4, sequence);
  return {Layer::Kind::Other, std::move(bytes), IPPROTO_ESP};
}

Layer Ah(std::uint32_t spi, std::uint8_t protocol, const Bytes& authenticated) {
  Bytes bytes(12 + 12);
  bytes[0] = protocol;
  bytes[1] = 4;  // words, without the first two
  put32(bytes, 4, spi);
  append(bytes, authenticated);
  return {Layer::Kind::Other, std::move(bytes), IPPROTO_AH};
}

Layer Udp(std::uint16_t source_port, std::uint16_t destination_port, const Bytes& payload) {
  Bytes bytes(8);
  put16(bytes, 0, source_port);
  put16(bytes, 2, destination_port);
  put16(bytes, 4, 8 + payload.size());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return {Layer::Kind::Other, std::move(bytes), IPPROTO_UDP};
}

Bytes Vxlan(const Layer& frame) {
  Bytes bytes(8);
  bytes[0] = 0x08;  // its network identifier is valid
  append(bytes, frame.bytes());
  return bytes;
}

Bytes Geneve(const Layer& frame_or_packet, std::uint8_t option_words) {
  Bytes bytes(8 + option_words * std::size_t{4});
  bytes[0] = option_words;
  put16(bytes, 2, type_of(frame_or_packet));
  append(bytes, frame_or_packet.bytes());
  return bytes;
}

Layer Gre(std::uint8_t flags, const Layer& frame_or_packet) {
  const auto words = static_cast<std::size_t>(std::popcount(flags));
  Bytes bytes(4 + 4 * words);
  bytes[0] = flags;
  put16(bytes, 2, type_of(frame_or_packet));
  append(bytes, frame_or_packet.bytes());
  return {Layer::Kind::Other, std::move(bytes), IPPROTO_GRE};
}

Layer AuthenticationHeader(std::uint8_t protocol, const Layer& authenticated) {
  constexpr std::uint8_t kWordsLessTwo = 4;
  Bytes bytes{protocol, kWordsLessTwo};
  bytes.resize((kWordsLessTwo + 2) * 4);
  append(bytes, authenticated.bytes());
  return {Layer::Kind::Other, std::move(bytes), IPPROTO_AH};
}

Layer InIp(const Layer& packet) {
  const std::uint8_t protocol = is_ipv6(packet.bytes(), 0) ? IPPROTO_IPV6 : IPPROTO_IPIP;
  return {Layer::Kind::Other, packet.bytes(), protocol};
}

Layer TaggedEthernet(const Layer& packet) {
  Bytes bytes = Ethernet().bytes();
  bytes.resize(bytes.size() + 4);
  put16(bytes, 12, 0x8100);
  put16(bytes, 14, 42);
  put16(bytes, 16, type_of(packet));
  append(bytes, packet.bytes());
  return {Layer::Kind::Ethernet, std::move(bytes)};
}

Bytes StampRequestBytes(std::uint16_t ssid, std::uint32_t sequence) {
  Bytes bytes(44);
  put32(bytes, 0, sequence);
  put16(bytes, 14, ssid);
  return bytes;
}

}  // namespace canary::testing

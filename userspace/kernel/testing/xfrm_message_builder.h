// SPDX-License-Identifier: Apache-2.0
// For tests: messages as the kernel writes them to a netlink socket.
#pragma once

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/xfrm.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace canary {

/// A netlink message as the kernel would write it.
class XfrmMessage {
 public:
  explicit XfrmMessage(std::uint16_t type) : bytes_(8192) {
    mnl_nlmsg_put_header(bytes_.data())->nlmsg_type = type;
  }

  template <class Header>
  XfrmMessage& header(const Header& header) {
    std::memcpy(mnl_nlmsg_put_extra_header(start(), sizeof(header)), &header, sizeof(header));
    return *this;
  }
  template <class Value>
  XfrmMessage& with(std::uint16_t attribute, const Value& value) {
    mnl_attr_put(start(), attribute, sizeof(value), &value);
    return *this;
  }
  XfrmMessage& with_aead(const char* name, const std::vector<char>& key) {
    return with_algorithm(XFRMA_ALG_AEAD, name, key);
  }
  /// struct xfrm_algo and its kin: the name, one to two lengths, the key.
  XfrmMessage& with_algorithm(std::uint16_t attribute, const char* name,
                              const std::vector<char>& key) {
    const bool has_two_lengths = attribute == XFRMA_ALG_AEAD || attribute == XFRMA_ALG_AUTH_TRUNC;
    const std::size_t key_at = has_two_lengths ? sizeof(xfrm_algo_aead) : sizeof(xfrm_algo);
    std::vector<char> algorithm(key_at + key.size());
    std::memcpy(algorithm.data(), name, std::strlen(name));
    std::ranges::copy(key, algorithm.begin() + static_cast<std::ptrdiff_t>(key_at));
    mnl_attr_put(start(), attribute, algorithm.size(), algorithm.data());
    return *this;
  }
  XfrmMessage& cut_to(std::uint32_t bytes) {
    start()->nlmsg_len = bytes;
    return *this;
  }
  void as_request() { start()->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK; }
  [[nodiscard]] const nlmsghdr& get() const {
    return *reinterpret_cast<const nlmsghdr*>(bytes_.data());
  }

 private:
  nlmsghdr* start() { return reinterpret_cast<nlmsghdr*>(bytes_.data()); }

  std::vector<char> bytes_;
};

inline xfrm_address_t address(const char* text) {
  xfrm_address_t address{};
  inet_pton(AF_INET, text, &address);
  return address;
}

inline xfrm_usersa_info state_info() {
  xfrm_usersa_info info{};
  info.family = AF_INET;
  info.saddr = address("10.0.0.200");
  info.id.daddr = address("10.0.1.200");
  info.id.spi = htonl(3);
  info.id.proto = IPPROTO_ESP;
  info.reqid = 1;
  info.mode = XFRM_MODE_TUNNEL;
  info.curlft.packets = 17;
  info.curlft.add_time = 1000;
  info.lft.hard_packet_limit = 100;
  info.lft.hard_byte_limit = XFRM_INF;
  return info;
}

inline xfrm_userpolicy_info policy_info() {
  xfrm_userpolicy_info info{};
  info.sel.family = AF_INET;
  info.sel.saddr = address("10.0.0.0");
  info.sel.prefixlen_s = 24;
  info.sel.daddr = address("10.0.1.0");
  info.sel.prefixlen_d = 24;
  info.priority = 50;
  info.dir = XFRM_POLICY_OUT;
  return info;
}

inline xfrm_user_tmpl template_of() {
  xfrm_user_tmpl wanted{};
  wanted.family = AF_INET;
  wanted.saddr = address("10.0.0.200");
  wanted.id.daddr = address("10.0.1.200");
  wanted.id.proto = IPPROTO_ESP;
  wanted.reqid = 1;
  wanted.mode = XFRM_MODE_TUNNEL;
  wanted.optional = 1;
  wanted.aalgos = wanted.ealgos = wanted.calgos = 0xffffffff;
  return wanted;
}

}  // namespace canary

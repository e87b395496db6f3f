// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_message.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/xfrm.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <string>

namespace canary {
namespace {

using Attributes = std::array<const nlattr*, XFRMA_MAX + 1>;

int keep_attribute(const nlattr* attribute, void* data) {
  auto& attributes = *static_cast<Attributes*>(data);
  if (const auto type = mnl_attr_get_type(attribute); type < attributes.size())
    attributes[type] = attribute;
  return MNL_CB_OK;
}

Attributes attributes_of(const nlmsghdr& message, std::size_t header_bytes) {
  Attributes attributes{};
  mnl_attr_parse(&message, static_cast<unsigned>(header_bytes), &keep_attribute, &attributes);
  return attributes;
}

/// What an attribute holds, where it is there and whole. Copied: netlink aligns to 4 bytes only.
template <class T>
std::optional<T> value_of(const nlattr* attribute) {
  if (attribute == nullptr || mnl_attr_get_payload_len(attribute) < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, mnl_attr_get_payload(attribute), sizeof(T));
  return value;
}

template <class T>
std::optional<T> header_of(const nlmsghdr& message) {
  if (mnl_nlmsg_get_payload_len(&message) < sizeof(T)) return std::nullopt;
  T header;
  std::memcpy(&header, mnl_nlmsg_get_payload(&message), sizeof(T));
  return header;
}

std::optional<Family> family_of(std::uint16_t family) {
  if (family == AF_INET) return Family::V4;
  if (family == AF_INET6) return Family::V6;
  return std::nullopt;
}

IpAddress address_of(Family family, const xfrm_address_t& address) {
  std::array<std::uint8_t, sizeof(xfrm_address_t)> octets{};
  std::memcpy(octets.data(), &address, sizeof(address));
  return IpAddress::of(family, octets);
}

IpPrefix prefix_of(Family family, const xfrm_address_t& address, std::uint8_t bits) {
  const auto whole = address_of(family, address);
  return shortened(host_prefix(whole), bits);
}

XfrmMode mode_of(std::uint8_t mode) {
  switch (mode) {
    case XFRM_MODE_TRANSPORT:
      return XfrmMode::Transport;
    case XFRM_MODE_TUNNEL:
      return XfrmMode::Tunnel;
    default:
      return XfrmMode::Other;
  }
}

Mark mark_of(const nlattr* attribute) {
  const auto mark = value_of<xfrm_mark>(attribute);
  return mark ? Mark{mark->v, mark->m} : Mark{};
}

/// A mask that is not sent is all ones (xfrm_user.c, xfrm_smark_init()).
Mark output_mark_of(const Attributes& attributes) {
  const auto value = value_of<std::uint32_t>(attributes[XFRMA_SET_MARK]);
  if (!value) return {};
  return {*value, value_of<std::uint32_t>(attributes[XFRMA_SET_MARK_MASK]).value_or(0xffffffff)};
}

/// The name in front of the key, and nothing behind it.
template <class Algorithm>
std::string name_of(const nlattr* attribute) {
  constexpr std::size_t kNameBytes = sizeof(Algorithm::alg_name);
  if (mnl_attr_get_payload_len(attribute) < kNameBytes) return {};
  const auto* name = static_cast<const char*>(mnl_attr_get_payload(attribute));
  return {name, strnlen(name, kNameBytes)};
}

std::string algorithm_of(const Attributes& attributes) {
  if (const auto* aead = attributes[XFRMA_ALG_AEAD]) return name_of<xfrm_algo_aead>(aead);
  if (const auto* cipher = attributes[XFRMA_ALG_CRYPT]) return name_of<xfrm_algo>(cipher);
  return {};
}

std::optional<std::uint64_t> limit(std::uint64_t value) {
  if (value == XFRM_INF || value == 0) return std::nullopt;
  return value;
}

HardLimits limits_of(const xfrm_lifetime_cfg& lifetime) {
  return {limit(lifetime.hard_byte_limit), limit(lifetime.hard_packet_limit),
          limit(lifetime.hard_add_expires_seconds), limit(lifetime.hard_use_expires_seconds)};
}

/// struct xfrm_replay_state_esn without the bitmap behind it.
struct EsnCounters {
  std::uint32_t bitmap_words, oseq, seq, oseq_hi, seq_hi, replay_window;
};
static_assert(sizeof(EsnCounters) == sizeof(xfrm_replay_state_esn));

std::uint64_t output_sequence_of(const Attributes& attributes) {
  if (const auto esn = value_of<EsnCounters>(attributes[XFRMA_REPLAY_ESN_VAL]))
    return static_cast<std::uint64_t>(esn->oseq_hi) << 32 | esn->oseq;
  const auto replay = value_of<xfrm_replay_state>(attributes[XFRMA_REPLAY_VAL]);
  return replay ? replay->oseq : 0;
}

std::optional<XfrmState> make_state(const xfrm_usersa_info& info, const Attributes& attributes) {
  const auto family = family_of(info.family);
  if (!family) return std::nullopt;
  XfrmState state;
  state.source = address_of(*family, info.saddr);
  state.destination = address_of(*family, info.id.daddr);
  state.spi = ntohl(info.id.spi);
  state.protocol = info.id.proto;
  state.reqid = info.reqid;
  state.mode = mode_of(info.mode);
  state.mark = mark_of(attributes[XFRMA_MARK]);
  state.output_mark = output_mark_of(attributes);
  state.interface_id = value_of<std::uint32_t>(attributes[XFRMA_IF_ID]).value_or(0);
  state.algorithm = algorithm_of(attributes);
  state.esn = (info.flags & XFRM_STATE_ESN) != 0;
  state.encapsulated = attributes[XFRMA_ENCAP] != nullptr;
  state.output_sequence = output_sequence_of(attributes);
  state.bytes = info.curlft.bytes;
  state.packets = info.curlft.packets;
  state.integrity_failed = info.stats.integrity_failed;
  state.added_unix_s = static_cast<std::int64_t>(info.curlft.add_time);
  state.used_unix_s = static_cast<std::int64_t>(info.curlft.use_time);
  state.hard = limits_of(info.lft);
  return state;
}

XfrmTemplate make_template(const xfrm_user_tmpl& wanted, Family otherwise) {
  const auto family = family_of(wanted.family).value_or(otherwise);
  return {address_of(family, wanted.saddr),
          address_of(family, wanted.id.daddr),
          ntohl(wanted.id.spi),
          wanted.id.proto,
          wanted.reqid,
          mode_of(wanted.mode),
          wanted.optional != 0};
}

std::vector<XfrmTemplate> templates_of(const nlattr* attribute, Family family) {
  std::vector<XfrmTemplate> templates;
  if (attribute == nullptr) return templates;
  const auto* bytes = static_cast<const std::uint8_t*>(mnl_attr_get_payload(attribute));
  const std::size_t count = mnl_attr_get_payload_len(attribute) / sizeof(xfrm_user_tmpl);
  for (std::size_t i = 0; i < count; ++i) {
    xfrm_user_tmpl wanted;
    std::memcpy(&wanted, bytes + i * sizeof(wanted), sizeof(wanted));
    templates.push_back(make_template(wanted, family));
  }
  return templates;
}

std::optional<PolicyDirection> direction_of(std::uint8_t direction) {
  switch (direction) {
    case XFRM_POLICY_IN:
      return PolicyDirection::In;
    case XFRM_POLICY_OUT:
      return PolicyDirection::Out;
    case XFRM_POLICY_FWD:
      return PolicyDirection::Forward;
    default:
      return std::nullopt;  // of a socket
  }
}

std::optional<XfrmPolicy> make_policy(const xfrm_userpolicy_info& info,
                                      const Attributes& attributes) {
  const auto family = family_of(info.sel.family);
  const auto direction = direction_of(info.dir);
  const auto type = value_of<xfrm_userpolicy_type>(attributes[XFRMA_POLICY_TYPE]);
  if (!family || !direction || (type && type->type != XFRM_POLICY_TYPE_MAIN)) return std::nullopt;
  XfrmPolicy policy;
  policy.direction = *direction;
  policy.source = prefix_of(*family, info.sel.saddr, info.sel.prefixlen_s);
  policy.destination = prefix_of(*family, info.sel.daddr, info.sel.prefixlen_d);
  policy.protocol = info.sel.proto;
  policy.priority = info.priority;
  policy.mark = mark_of(attributes[XFRMA_MARK]);
  policy.interface_id = value_of<std::uint32_t>(attributes[XFRMA_IF_ID]).value_or(0);
  policy.action = info.action == XFRM_POLICY_BLOCK ? PolicyAction::Block : PolicyAction::Allow;
  policy.templates = templates_of(attributes[XFRMA_TMPL], *family);
  policy.index = info.index;
  policy.added_unix_s = static_cast<std::int64_t>(info.curlft.add_time);
  return policy;
}

/// A deletion names the entry in its header, and holds the whole of it in an attribute.
template <class Info, class Header>
std::optional<std::pair<Info, Attributes>> read_deleted(const nlmsghdr& message, int attribute) {
  const auto attributes = attributes_of(message, sizeof(Header));
  const auto info = value_of<Info>(attributes[static_cast<std::size_t>(attribute)]);
  if (!info) return std::nullopt;
  return std::pair{*info, attributes};
}

}  // namespace

std::optional<XfrmState> decode_state(const nlmsghdr& message) {
  switch (message.nlmsg_type) {
    case XFRM_MSG_NEWSA:
    case XFRM_MSG_UPDSA: {
      const auto info = header_of<xfrm_usersa_info>(message);
      if (!info) return std::nullopt;
      return make_state(*info, attributes_of(message, sizeof(*info)));
    }
    case XFRM_MSG_DELSA: {
      const auto deleted = read_deleted<xfrm_usersa_info, xfrm_usersa_id>(message, XFRMA_SA);
      if (!deleted) return std::nullopt;
      return make_state(deleted->first, deleted->second);
    }
    case XFRM_MSG_EXPIRE: {
      const auto expired = header_of<xfrm_user_expire>(message);
      if (!expired) return std::nullopt;
      return make_state(expired->state, attributes_of(message, sizeof(*expired)));
    }
    default:
      return std::nullopt;
  }
}

std::optional<XfrmPolicy> decode_policy(const nlmsghdr& message) {
  switch (message.nlmsg_type) {
    case XFRM_MSG_NEWPOLICY:
    case XFRM_MSG_UPDPOLICY: {
      const auto info = header_of<xfrm_userpolicy_info>(message);
      if (!info) return std::nullopt;
      return make_policy(*info, attributes_of(message, sizeof(*info)));
    }
    case XFRM_MSG_DELPOLICY: {
      const auto deleted =
          read_deleted<xfrm_userpolicy_info, xfrm_userpolicy_id>(message, XFRMA_POLICY);
      if (!deleted) return std::nullopt;
      return make_policy(deleted->first, deleted->second);
    }
    case XFRM_MSG_POLEXPIRE: {
      const auto expired = header_of<xfrm_user_polexpire>(message);
      if (!expired) return std::nullopt;
      return make_policy(expired->pol, attributes_of(message, sizeof(*expired)));
    }
    default:
      return std::nullopt;
  }
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_message.h"

#include <arpa/inet.h>

#include <string>

#include "kernel/xfrm_fields.h"

namespace canary {
namespace {

/// A state takes every packet where its selector is empty; the kernel writes its own family then
/// (xfrm_state_construct()).
bool takes_all(const XfrmSelector& selector) {
  return selector.source.length == 0 && selector.destination.length == 0 &&
         selector.protocol == 0 && selector.source_port.mask == 0 &&
         selector.destination_port.mask == 0 && selector.device == 0;
}

/// A mask that is not sent is all ones (xfrm_user.c, xfrm_smark_init()).
Mark output_mark_of(const XfrmAttributes& attributes) {
  const auto value = attributes.get<std::uint32_t>(XFRMA_SET_MARK);
  if (!value) return {};
  return {*value, attributes.get<std::uint32_t>(XFRMA_SET_MARK_MASK).value_or(0xffffffff)};
}

/// The name in front of the key, and nothing behind it.
template <class Algorithm>
std::string name_of(const nlattr* attribute) {
  constexpr std::size_t kNameBytes = sizeof(Algorithm::alg_name);
  if (mnl_attr_get_payload_len(attribute) < kNameBytes) return {};
  const auto* name = static_cast<const char*>(mnl_attr_get_payload(attribute));
  return {name, strnlen(name, kNameBytes)};
}

std::string algorithm_of(const XfrmAttributes& attributes) {
  if (const auto* aead = attributes[XFRMA_ALG_AEAD]) return name_of<xfrm_algo_aead>(aead);
  // Of ESP the cipher; AH has but an authentication, IPComp a compression.
  for (const std::uint16_t type :
       {XFRMA_ALG_CRYPT, XFRMA_ALG_AUTH_TRUNC, XFRMA_ALG_AUTH, XFRMA_ALG_COMP})
    if (const auto* algorithm = attributes[type]) return name_of<xfrm_algo>(algorithm);
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

std::uint64_t output_sequence_of(const XfrmAttributes& attributes) {
  if (const auto esn = attributes.get<EsnCounters>(XFRMA_REPLAY_ESN_VAL))
    return static_cast<std::uint64_t>(esn->oseq_hi) << 32 | esn->oseq;
  const auto replay = attributes.get<xfrm_replay_state>(XFRMA_REPLAY_VAL);
  return replay ? replay->oseq : 0;
}

std::uint32_t replay_window_of(const xfrm_usersa_info& info, const XfrmAttributes& attributes) {
  const auto esn = attributes.get<EsnCounters>(XFRMA_REPLAY_ESN_VAL);
  return esn ? esn->replay_window : info.replay_window;
}

std::optional<PolicyDirection> direction_of_state(const XfrmAttributes& attributes) {
  constexpr std::uint8_t kIn = 1, kOut = 2;  // XFRM_SA_DIR_IN, XFRM_SA_DIR_OUT
  const auto direction = attributes.get<std::uint8_t>(kAttributeDirection);
  if (direction == kIn) return PolicyDirection::In;
  if (direction == kOut) return PolicyDirection::Out;
  return std::nullopt;
}

std::optional<std::uint32_t> cpu_of(const XfrmAttributes& attributes) {
  constexpr std::uint32_t kAll = 0xffffffff;
  const auto cpu = attributes.get<std::uint32_t>(kAttributeCpu);
  return cpu == kAll ? std::nullopt : cpu;
}

Offload offload_of(const XfrmAttributes& attributes) {
  constexpr std::uint8_t kPacket = 4;  // XFRM_OFFLOAD_PACKET, Linux 6.2
  const auto device = attributes.get<xfrm_user_offload>(XFRMA_OFFLOAD_DEV);
  if (!device) return Offload::None;
  return (device->flags & kPacket) != 0 ? Offload::Packet : Offload::Crypto;
}

/// What few states have.
void read_rest(const xfrm_usersa_info& info, const XfrmAttributes& attributes, XfrmState& state) {
  if (const auto family = ip_family(info.sel.family)) {
    const auto read = selector_of(*family, info.sel);
    if (!takes_all(read.selector)) state.selector = read.selector;
    state.not_understood = !read.is_possible;
  }
  state.direction = direction_of_state(attributes);
  state.cpu = cpu_of(attributes);
  state.offload = offload_of(attributes);
  state.extra_flags = attributes.get<std::uint32_t>(XFRMA_SA_EXTRA_FLAGS).value_or(0);
  state.security_context = security_context_of(attributes);
  state.not_understood |= attributes.has_unknown() || state.mode == XfrmMode::Other;
}

std::optional<XfrmState> make_state(const xfrm_usersa_info& info,
                                    const XfrmAttributes& attributes) {
  const auto family = ip_family(info.family);
  if (!family) return std::nullopt;
  XfrmState state;
  state.source = address_of(*family, info.saddr);
  state.destination = address_of(*family, info.id.daddr);
  state.spi = ntohl(info.id.spi);
  state.protocol = info.id.proto;
  state.reqid = info.reqid;
  state.mode = mode_of(info.mode);
  state.mark = mark_of(attributes);
  state.output_mark = output_mark_of(attributes);
  state.interface_id = attributes.get<std::uint32_t>(XFRMA_IF_ID).value_or(0);
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
  state.replay_window = replay_window_of(info, attributes);
  state.replayed = info.stats.replay;
  state.outside_window = info.stats.replay_window;
  read_rest(info, attributes, state);
  return state;
}

}  // namespace

std::optional<XfrmState> decode_state(const nlmsghdr& message) {
  switch (message.nlmsg_type) {
    case XFRM_MSG_NEWSA:
    case XFRM_MSG_UPDSA: {
      const auto info = header_of<xfrm_usersa_info>(message);
      if (!info) return std::nullopt;
      return make_state(*info, XfrmAttributes(message, sizeof(*info)));
    }
    case XFRM_MSG_DELSA: {
      const auto deleted = read_deleted<xfrm_usersa_info, xfrm_usersa_id>(message, XFRMA_SA);
      if (!deleted) return std::nullopt;
      return make_state(deleted->first, deleted->second);
    }
    case XFRM_MSG_EXPIRE: {
      const auto expired = header_of<xfrm_user_expire>(message);
      if (!expired) return std::nullopt;
      return make_state(expired->state, XfrmAttributes(message, sizeof(*expired)));
    }
    default:
      return std::nullopt;
  }
}

}  // namespace canary

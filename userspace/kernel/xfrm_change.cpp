// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_change.h"

#include <libmnl/libmnl.h>
#include <linux/xfrm.h>
#include <netinet/in.h>

#include <cstring>

#include "kernel/xfrm_message.h"

namespace canary {
namespace {

std::optional<Observed> of_state(EntryEvent event, const nlmsghdr& message) {
  auto state = decode_state(message);
  if (!state) return std::nullopt;
  return StatesSeen{event, {std::move(*state)}};
}

std::optional<Observed> of_policy(EntryEvent event, const nlmsghdr& message) {
  auto policy = decode_policy(message);
  if (!policy) return std::nullopt;
  return PoliciesSeen{event, {std::move(*policy)}};
}

/// Whether the entry is gone; a soft limit only asks for a new one. In both kinds of message the
/// flag follows what names the entry.
template <class Expire>
bool is_hard(const nlmsghdr& message) {
  Expire expire;
  if (mnl_nlmsg_get_payload_len(&message) < sizeof(expire)) return false;
  std::memcpy(&expire, mnl_nlmsg_get_payload(&message), sizeof(expire));
  return expire.hard != 0;
}

std::optional<Observed> states_flushed(const nlmsghdr& message) {
  xfrm_usersa_flush flush;
  if (mnl_nlmsg_get_payload_len(&message) < sizeof(flush)) return std::nullopt;
  std::memcpy(&flush, mnl_nlmsg_get_payload(&message), sizeof(flush));
  // IPSEC_PROTO_ANY, as xfrm_id_proto_match() of the kernel has it.
  constexpr std::uint8_t kAny = 255;
  return StatesFlushed{flush.proto == kAny ? std::uint8_t{0} : flush.proto};
}

/// Sub-policies are a table of their own.
int find_sub_policies(const nlattr* attribute, void* data) {
  xfrm_userpolicy_type type;
  if (mnl_attr_get_type(attribute) != XFRMA_POLICY_TYPE ||
      mnl_attr_get_payload_len(attribute) < sizeof(type))
    return MNL_CB_OK;
  std::memcpy(&type, mnl_attr_get_payload(attribute), sizeof(type));
  *static_cast<bool*>(data) = type.type != XFRM_POLICY_TYPE_MAIN;
  return MNL_CB_OK;
}

std::optional<Observed> policies_flushed(const nlmsghdr& message) {
  bool sub_policies = false;
  mnl_attr_parse(&message, 0, &find_sub_policies, &sub_policies);
  if (sub_policies) return std::nullopt;
  return PoliciesFlushed{};
}

}  // namespace

std::optional<Observed> decode_xfrm_change(const nlmsghdr& message) {
  switch (message.nlmsg_type) {
    case XFRM_MSG_NEWSA:
      return of_state(EntryEvent::Added, message);
    case XFRM_MSG_UPDSA:
      return of_state(EntryEvent::Updated, message);
    case XFRM_MSG_DELSA:
      return of_state(EntryEvent::Deleted, message);
    case XFRM_MSG_EXPIRE:
      if (!is_hard<xfrm_user_expire>(message)) return std::nullopt;
      return of_state(EntryEvent::Expired, message);
    case XFRM_MSG_FLUSHSA:
      return states_flushed(message);
    case XFRM_MSG_NEWPOLICY:
      return of_policy(EntryEvent::Added, message);
    case XFRM_MSG_UPDPOLICY:
      return of_policy(EntryEvent::Updated, message);
    case XFRM_MSG_DELPOLICY:
      return of_policy(EntryEvent::Deleted, message);
    case XFRM_MSG_POLEXPIRE:
      if (!is_hard<xfrm_user_polexpire>(message)) return std::nullopt;
      return of_policy(EntryEvent::Expired, message);
    case XFRM_MSG_FLUSHPOLICY:
      return policies_flushed(message);
    default:
      return std::nullopt;
  }
}

bool changes_untold(const nlmsghdr& message) {
  return message.nlmsg_type == XFRM_MSG_MIGRATE || message.nlmsg_type == XFRM_MSG_MAPPING ||
         message.nlmsg_type == XFRM_MSG_GETDEFAULT || message.nlmsg_type > XFRM_MSG_MAX;
}

}  // namespace canary

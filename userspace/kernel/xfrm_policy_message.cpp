// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernel/xfrm_fields.h"
#include "kernel/xfrm_message.h"

namespace canary {
namespace {

constexpr std::uint32_t kAllAlgorithms = 0xffffffff;

XfrmTemplate make_template(const xfrm_user_tmpl& wanted, Family otherwise) {
  const auto family = ip_family(wanted.family).value_or(otherwise);
  return {address_of(family, wanted.saddr),
          address_of(family, wanted.id.daddr),
          ntohl(wanted.id.spi),
          wanted.id.proto,
          wanted.reqid,
          mode_of(wanted.mode),
          wanted.optional != 0,
          (wanted.aalgos & wanted.ealgos & wanted.calgos) != kAllAlgorithms};
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
                                      const XfrmAttributes& attributes) {
  const auto family = ip_family(info.sel.family);
  const auto direction = direction_of(info.dir);
  const auto type = attributes.get<xfrm_userpolicy_type>(XFRMA_POLICY_TYPE);
  if (!family || !direction) return std::nullopt;
  const auto read = selector_of(*family, info.sel);
  XfrmPolicy policy;
  static_cast<XfrmSelector&>(policy) = read.selector;
  policy.direction = *direction;
  policy.is_sub = type && type->type == XFRM_POLICY_TYPE_SUB;
  policy.priority = info.priority;
  policy.mark = mark_of(attributes);
  policy.interface_id = attributes.get<std::uint32_t>(XFRMA_IF_ID).value_or(0);
  policy.action = info.action == XFRM_POLICY_BLOCK ? PolicyAction::Block : PolicyAction::Allow;
  policy.templates = templates_of(attributes[XFRMA_TMPL], *family);
  policy.index = info.index;
  policy.added_unix_s = static_cast<std::int64_t>(info.curlft.add_time);
  policy.security_context = security_context_of(attributes);
  policy.is_offloaded = attributes[XFRMA_OFFLOAD_DEV] != nullptr;  // Linux 6.2
  policy.not_understood = !read.is_possible || attributes.has_unknown() ||
                          std::ranges::any_of(policy.templates, [](const XfrmTemplate& wanted) {
                            return wanted.mode == XfrmMode::Other || wanted.limits_algorithms;
                          });
  return policy;
}

}  // namespace

std::optional<XfrmPolicy> decode_policy(const nlmsghdr& message) {
  switch (message.nlmsg_type) {
    case XFRM_MSG_NEWPOLICY:
    case XFRM_MSG_UPDPOLICY: {
      const auto info = header_of<xfrm_userpolicy_info>(message);
      if (!info) return std::nullopt;
      return make_policy(*info, XfrmAttributes(message, sizeof(*info)));
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
      return make_policy(expired->pol, XfrmAttributes(message, sizeof(*expired)));
    }
    default:
      return std::nullopt;
  }
}

std::vector<PolicyDirection> decode_blocked_by_default(const nlmsghdr& message) {
  std::vector<PolicyDirection> blocked;
  const auto sent = message.nlmsg_type == XFRM_MSG_GETDEFAULT
                        ? header_of<xfrm_userpolicy_default>(message)
                        : std::nullopt;
  if (!sent) return blocked;
  if (sent->in == XFRM_USERPOLICY_BLOCK) blocked.push_back(PolicyDirection::In);
  if (sent->out == XFRM_USERPOLICY_BLOCK) blocked.push_back(PolicyDirection::Out);
  if (sent->fwd == XFRM_USERPOLICY_BLOCK) blocked.push_back(PolicyDirection::Forward);
  return blocked;
}

}  // namespace canary

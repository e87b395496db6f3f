// SPDX-License-Identifier: Apache-2.0
#include "uplinks/route_message.h"

#include <linux/fib_rules.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>

#include "uplinks/message_attributes.h"

namespace canary {
namespace {

using RouteAttributes = MessageAttributes<RTA_NH_ID>;

/// The first `length` bits of an address; all of it is 0 where there is none.
std::optional<IpPrefix> prefix_of(const RouteAttributes& attributes, std::size_t type,
                                  Family family, std::uint8_t length) {
  const auto address = attributes.address(type, family).value_or(IpAddress::of(family, {}));
  if (length > address.size() * 8) return std::nullopt;
  return shortened(host_prefix(address), length);
}

bool has_gateway(const RouteAttributes& attributes) {
  return attributes.has(RTA_GATEWAY) || attributes.has(RTA_VIA);
}

std::vector<RouteHop> hops_of(const RouteAttributes& attributes) {
  std::vector<RouteHop> hops;
  if (attributes.has(RTA_OIF))
    hops.push_back({static_cast<int>(attributes.number(RTA_OIF)), has_gateway(attributes)});
  const nlattr* multipath = attributes.get(RTA_MULTIPATH);
  if (multipath == nullptr) return hops;
  const auto* hop = static_cast<const rtnexthop*>(mnl_attr_get_payload(multipath));
  int left = mnl_attr_get_payload_len(multipath);
  for (; RTNH_OK(hop, left); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
    const auto own = RouteAttributes::in_payload(RTNH_DATA(hop), hop->rtnh_len - sizeof(rtnexthop));
    hops.push_back({hop->rtnh_ifindex, has_gateway(own)});
  }
  return hops;
}

/// What a rule may ask for beside the destination.
constexpr std::array kConditions{FRA_SRC,      FRA_IIFNAME,     FRA_FWMARK,
                                 FRA_OIFNAME,  FRA_TUN_ID,      FRA_UID_RANGE,
                                 FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE};

}  // namespace

std::optional<NetworkRoute> decode_route(const nlmsghdr& message) {
  if (message.nlmsg_type != RTM_NEWROUTE || mnl_nlmsg_get_payload_len(&message) < sizeof(rtmsg))
    return std::nullopt;
  const auto& header = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&message));
  const auto family = family_of(header.rtm_family);
  if (!family || (header.rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;
  const auto attributes = RouteAttributes::of(message, sizeof(header));
  const auto destination = prefix_of(attributes, RTA_DST, *family, header.rtm_dst_len);
  if (!destination) return std::nullopt;
  NetworkRoute route;
  route.destination = *destination;
  route.table = attributes.number(RTA_TABLE, header.rtm_table);
  route.unicast = header.rtm_type == RTN_UNICAST;
  if (route.unicast) route.hops = hops_of(attributes);
  route.nexthop_id = attributes.number(RTA_NH_ID);
  return route;
}

std::optional<NexthopObject> decode_nexthop(const nlmsghdr& message) {
  if (message.nlmsg_type != RTM_NEWNEXTHOP || mnl_nlmsg_get_payload_len(&message) < sizeof(nhmsg))
    return std::nullopt;
  const auto attributes = MessageAttributes<NHA_FDB>::of(message, sizeof(nhmsg));
  if (attributes.has(NHA_FDB)) return std::nullopt;
  NexthopObject object;
  object.id = attributes.number(NHA_ID);
  object.hop = {static_cast<int>(attributes.number(NHA_OIF)), attributes.has(NHA_GATEWAY)};
  if (const nlattr* group = attributes.get(NHA_GROUP)) {
    const auto* members = static_cast<const nexthop_grp*>(mnl_attr_get_payload(group));
    const std::size_t count = mnl_attr_get_payload_len(group) / sizeof(nexthop_grp);
    for (std::size_t i = 0; i < count; ++i) object.group.push_back(members[i].id);
  }
  return object.id != 0 ? std::optional(object) : std::nullopt;
}

std::optional<RoutingRule> decode_rule(const nlmsghdr& message) {
  if (message.nlmsg_type != RTM_NEWRULE ||
      mnl_nlmsg_get_payload_len(&message) < sizeof(fib_rule_hdr))
    return std::nullopt;
  const auto& header = *static_cast<const fib_rule_hdr*>(mnl_nlmsg_get_payload(&message));
  const auto family = family_of(header.family);
  if (!family || header.action != FR_ACT_TO_TBL) return std::nullopt;
  const auto attributes = MessageAttributes<FRA_DPORT_RANGE>::of(message, sizeof(header));
  RoutingRule rule;
  rule.family = *family;
  rule.priority = attributes.number(FRA_PRIORITY);
  const bool of_vrf = attributes.has(FRA_L3MDEV);
  rule.table = of_vrf ? 0 : attributes.number(FRA_TABLE, header.table);
  const bool inverted = (header.flags & FIB_RULE_INVERT) != 0;
  if (const auto address = attributes.address(FRA_DST, *family);
      address && !inverted && header.dst_len <= address->size() * 8)
    rule.destination = shortened(host_prefix(*address), header.dst_len);
  const std::uint32_t suppressed = attributes.number(FRA_SUPPRESS_PREFIXLEN, UINT32_MAX);
  rule.conditional =
      inverted || of_vrf || header.tos != 0 || suppressed != UINT32_MAX ||
      std::ranges::any_of(kConditions, [&](auto type) { return attributes.has(type); });
  return rule;
}

}  // namespace canary

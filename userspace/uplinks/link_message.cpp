// SPDX-License-Identifier: Apache-2.0
#include "uplinks/link_message.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>

#include "uplinks/message_attributes.h"

namespace canary {
namespace {

constexpr std::uint8_t kEthernetHeader = 14;

bool has_ethernet_header(unsigned hardware) {
  return hardware == ARPHRD_ETHER || hardware == ARPHRD_LOOPBACK;
}

}  // namespace

std::optional<NetworkLink> decode_link(const nlmsghdr& message) {
  if (message.nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(&message) < sizeof(ifinfomsg))
    return std::nullopt;
  const auto& header = *static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(&message));
  if (header.ifi_family != AF_UNSPEC) return std::nullopt;  // a bridge's word on one of its ports
  const auto attributes = MessageAttributes<IFLA_LINK_NETNSID>::of(message, sizeof(header));
  const auto info = MessageAttributes<IFLA_INFO_DATA>::within(attributes.get(IFLA_LINKINFO));
  NetworkLink link;
  link.index = header.ifi_index;
  link.name = attributes.text(IFLA_IFNAME);
  link.kind = (header.ifi_flags & IFF_LOOPBACK) != 0 ? "loopback" : info.text(IFLA_INFO_KIND);
  link.header_length = has_ethernet_header(header.ifi_type) ? kEthernetHeader : 0;
  link.up = (header.ifi_flags & IFF_UP) != 0;
  link.master = static_cast<int>(attributes.number(IFLA_MASTER));
  link.lower = static_cast<int>(attributes.number(IFLA_LINK));
  link.lower_elsewhere = attributes.has(IFLA_LINK_NETNSID);
  const nlattr* of_kind = info.get(IFLA_INFO_DATA);
  if (link.kind == "vrf")
    link.vrf_table = MessageAttributes<IFLA_VRF_TABLE>::within(of_kind).number(IFLA_VRF_TABLE);
  else if (link.kind == "vxlan")
    link.udp_port = MessageAttributes<IFLA_VXLAN_PORT>::within(of_kind).port(IFLA_VXLAN_PORT);
  else if (link.kind == "geneve")
    link.udp_port = MessageAttributes<IFLA_GENEVE_PORT>::within(of_kind).port(IFLA_GENEVE_PORT);
  return link.index > 0 && !link.name.empty() ? std::optional(link) : std::nullopt;
}

std::optional<NetworkAddress> decode_address(const nlmsghdr& message) {
  if (message.nlmsg_type != RTM_NEWADDR || mnl_nlmsg_get_payload_len(&message) < sizeof(ifaddrmsg))
    return std::nullopt;
  const auto& header = *static_cast<const ifaddrmsg*>(mnl_nlmsg_get_payload(&message));
  const auto family = family_of(header.ifa_family);
  if (!family) return std::nullopt;
  const auto attributes = MessageAttributes<IFA_LOCAL>::of(message, sizeof(header));
  // IFA_ADDRESS is the other side's on a point-to-point device, where IFA_LOCAL is there as well.
  auto address = attributes.address(IFA_LOCAL, *family);
  if (!address) address = attributes.address(IFA_ADDRESS, *family);
  if (!address) return std::nullopt;
  return NetworkAddress{static_cast<int>(header.ifa_index), *address};
}

}  // namespace canary

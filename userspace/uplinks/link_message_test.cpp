// SPDX-License-Identifier: Apache-2.0
// Messages as the kernel writes them, of devices that it may not have.
#include "uplinks/link_message.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <array>
#include <string>

namespace canary {
namespace {

struct PortCase {
  const char* kind;
  std::uint16_t attribute;
  std::uint16_t told;  ///< 0: nothing was
};

NetworkLink decoded(const PortCase& device) {
  alignas(nlmsghdr) std::array<char, 512> bytes{};
  nlmsghdr* message = mnl_nlmsg_put_header(bytes.data());
  message->nlmsg_type = RTM_NEWLINK;
  static_cast<ifinfomsg*>(mnl_nlmsg_put_extra_header(message, sizeof(ifinfomsg)))->ifi_index = 7;
  mnl_attr_put_strz(message, IFLA_IFNAME, "overlay");
  nlattr* info = mnl_attr_nest_start(message, IFLA_LINKINFO);
  mnl_attr_put_strz(message, IFLA_INFO_KIND, device.kind);
  nlattr* data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
  if (device.told != 0) mnl_attr_put_u16(message, device.attribute, htons(device.told));
  mnl_attr_nest_end(message, data);
  mnl_attr_nest_end(message, info);
  return decode_link(*message).value();
}

TEST(LinkMessage, OverlaysTellTheirPort) {
  EXPECT_EQ(decoded({"vxlan", IFLA_VXLAN_PORT, 4790}).udp_port, 4790);
  EXPECT_EQ(decoded({"geneve", IFLA_GENEVE_PORT, 6082}).udp_port, 6082);
}

TEST(LinkMessage, WithoutAPortThereIsNone) {
  EXPECT_EQ(decoded({"geneve", IFLA_GENEVE_PORT, 0}).udp_port, 0);
  EXPECT_EQ(decoded({"bridge", IFLA_GENEVE_PORT, 6082}).udp_port, 0);
}

}  // namespace
}  // namespace canary

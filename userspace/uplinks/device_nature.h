// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "uplinks/link_map.h"

namespace canary {

/// What becomes of a packet that is sent through a device.
enum class SendsTo {
  Outside,       ///< it leaves this namespace here
  Pods,          ///< it goes to a pod, container or virtual machine of this node
  OtherDevices,  ///< it is sent once more, through a device of this namespace, in the clear or not
  ThisNode,      ///< it comes in again
  Nobody,        ///< it is thrown away
};

struct DeviceNature {
  SendsTo sends_to = SendsTo::Outside;
  std::string reason;  ///< "its packets leave in VXLAN, through another device"; empty for Outside
};

/// Judged by the device's kind and by what it is connected with; routes and addresses say whether
/// it is used.
[[nodiscard]] DeviceNature nature_of(const NetworkLink& device, const LinkMap& links);

/// The devices through which all that `device` sends is sent once more, readable there: below a
/// VLAN or macvlan, the slaves of a bond, the outer ports of a bridge. Empty where there are none.
[[nodiscard]] std::vector<const NetworkLink*> passed_after(const NetworkLink& device,
                                                           const LinkMap& links);

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_attributes.h"

namespace canary {

XfrmAttributes::XfrmAttributes(const nlmsghdr& message, std::size_t header_bytes) {
  mnl_attr_parse(&message, static_cast<unsigned>(header_bytes), &XfrmAttributes::keep, this);
}

int XfrmAttributes::keep(const nlattr* attribute, void* self) {
  auto& attributes = *static_cast<XfrmAttributes*>(self);
  if (const auto type = mnl_attr_get_type(attribute); type < attributes.found_.size())
    attributes.found_.at(type) = attribute;
  else
    attributes.has_unknown_ = true;
  return MNL_CB_OK;
}

}  // namespace canary

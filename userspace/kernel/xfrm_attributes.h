// SPDX-License-Identifier: Apache-2.0
// The attributes of an XFRM netlink message (include/uapi/linux/xfrm.h), by their number.
#pragma once

#include <libmnl/libmnl.h>
#include <linux/xfrm.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace canary {

// Attributes of kernels that are newer than the oldest headers we build with.
inline constexpr std::uint16_t kAttributeDirection = 33;  ///< XFRMA_SA_DIR, Linux 6.10
inline constexpr std::uint16_t kAttributeCpu = 35;        ///< XFRMA_SA_PCPU, Linux 6.13
inline constexpr std::uint16_t kLastKnownAttribute = 41;  ///< XFRMA_IPTFS_PKT_SIZE, Linux 6.14

class XfrmAttributes {
 public:
  /// Those of `message`, which must outlive this, behind a header of `header_bytes`.
  XfrmAttributes(const nlmsghdr& message, std::size_t header_bytes);

  [[nodiscard]] const nlattr* operator[](std::uint16_t type) const { return found_.at(type); }
  /// Whether there was one whose number says nothing here.
  [[nodiscard]] bool has_unknown() const { return has_unknown_; }

  /// What an attribute holds, where it is there and whole. Copied: netlink aligns to 4 bytes only.
  template <class T>
  [[nodiscard]] std::optional<T> get(std::uint16_t type) const {
    const nlattr* attribute = found_.at(type);
    if (attribute == nullptr || mnl_attr_get_payload_len(attribute) < sizeof(T))
      return std::nullopt;
    T value;
    std::memcpy(&value, mnl_attr_get_payload(attribute), sizeof(T));
    return value;
  }

 private:
  static int keep(const nlattr* attribute, void* self);

  std::array<const nlattr*, kLastKnownAttribute + 1> found_{};
  bool has_unknown_ = false;
};

}  // namespace canary

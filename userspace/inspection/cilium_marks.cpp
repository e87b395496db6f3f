// SPDX-License-Identifier: Apache-2.0
#include "inspection/cilium_marks.h"

#include <algorithm>
#include <map>
#include <utility>

namespace canary {
namespace {

constexpr std::uint32_t kKindMask = 0x0f00, kEncrypt = 0x0e00, kDecrypt = 0x0d00;
constexpr std::uint32_t kSpiMask = 0xf000, kNodeMask = 0xffff0000;
constexpr int kSpiShift = 12, kNodeShift = 16;

bool has_kind(const Mark& mark, std::uint32_t kind) {
  return (mark.mask & kKindMask) == kKindMask && (mark.value & kKindMask) == kind;
}

std::optional<std::uint32_t> node_id_of(const Mark& mark) {
  if ((mark.mask & kNodeMask) != kNodeMask) return std::nullopt;
  return mark.value >> kNodeShift;
}

}  // namespace

std::optional<EncryptMark> encrypt_mark_of(const Mark& mark) {
  if (!has_kind(mark, kEncrypt) || (mark.mask & kSpiMask) != kSpiMask) return std::nullopt;
  return EncryptMark{(mark.value & kSpiMask) >> kSpiShift, node_id_of(mark)};
}

std::optional<DecryptMark> decrypt_mark_of(const Mark& mark) {
  if (!has_kind(mark, kDecrypt)) return std::nullopt;
  return DecryptMark{node_id_of(mark)};
}

bool has_cilium_marks(const XfrmTables& tables) {
  return std::ranges::any_of(tables.policies, [](const XfrmPolicy& policy) {
    return policy.direction == PolicyDirection::Out && has_kind(policy.mark, kEncrypt);
  });
}

bool drops_without_policy(const XfrmTables& tables) {
  return has_cilium_marks(tables) || blocks_by_default(tables, PolicyDirection::Out);
}

bool rotates_keys(const XfrmTables& tables) {
  std::map<std::pair<IpAddress, IpAddress>, std::uint32_t> spis;
  return std::ranges::any_of(tables.states, [&](const XfrmState& state) {
    if (!encrypt_mark_of(state.mark) && !decrypt_mark_of(state.mark)) return false;
    const auto [found, is_new] = spis.try_emplace({state.source, state.destination}, state.spi);
    return !is_new && found->second != state.spi;
  });
}

}  // namespace canary

// SPDX-License-Identifier: Apache-2.0
// What Cilium writes into marks (bpf/lib/common.h, 1.10 on): bits 8 to 11 are 0xE for "encrypt" and
// 0xD for "decrypt", 12 to 15 the SPI, 16 to 31 the peer's node ID (1.13.1 on; inbound 1.13.13).
#pragma once

#include <cstdint>
#include <optional>

#include "model/xfrm_tables.h"

namespace canary {

struct EncryptMark {
  std::uint32_t spi = 0;
  std::optional<std::uint32_t> node_id;  ///< absent: the mark is for all peers
};

/// Of an outbound policy or state for one SPI; nothing where the mark is not in this layout.
[[nodiscard]] std::optional<EncryptMark> encrypt_mark_of(const Mark& mark);

struct DecryptMark {
  std::optional<std::uint32_t> node_id;
};

/// Of an inbound policy or state.
[[nodiscard]] std::optional<DecryptMark> decrypt_mark_of(const Mark& mark);

/// Whether some policy takes packets by such a mark: then an agent with fixed keys owns the tables.
[[nodiscard]] bool has_cilium_marks(const XfrmTables& tables);

/// Whether what no policy takes on its way out is dropped: such an agent has a policy that blocks
/// it, or the node blocks it by default.
[[nodiscard]] bool drops_without_policy(const XfrmTables& tables);

/// Whether some peer has states of two SPIs: both keys are in use while one takes the other's
/// place.
[[nodiscard]] bool rotates_keys(const XfrmTables& tables);

}  // namespace canary

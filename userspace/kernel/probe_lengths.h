// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bpf/abi.h"

namespace canary {

/// Sets the bits of canary_length in the table of the BPF programs. `lengths` are those of probes
/// as IP packets; a state encrypts such a packet as it is, without its IP header (transport mode),
/// or with an overlay around it.
void mark_probe_lengths(std::span<const std::uint32_t> lengths,
                        std::span<canary_u8, CANARY_MAX_PROBE_LENGTH> table);

}  // namespace canary

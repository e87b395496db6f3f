/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which ESP packets carry a probe, between encryption and uplink: an array slot that the SPI and
 * the ESP sequence number find without hashing. A later probe in the same slot replaces an earlier
 * one, which is then long gone: 4096 probes lie between them.
 */
#ifndef XFRM_CANARY_IN_FLIGHT_BPF_H
#define XFRM_CANARY_IN_FLIGHT_BPF_H

#include <stdbool.h>

#include "maps.bpf.h"

static __always_inline __u64 *in_flight_slot(__u32 spi, __u32 sequence)
{
	__u32 slot = (sequence ^ spi * 0x9e3779b1) & (CANARY_IN_FLIGHT_SLOTS - 1);

	return bpf_map_lookup_elem(&in_flight, &slot);
}

static __always_inline void remember_in_flight(__u32 spi, __u32 sequence)
{
	__u64 *slot = in_flight_slot(spi, sequence);

	if (slot)
		*slot = (__u64)spi << 32 | sequence;
}

static __always_inline bool carries_probe(__u32 spi, __u32 sequence)
{
	const __u64 *slot = in_flight_slot(spi, sequence);

	return slot && *slot == ((__u64)spi << 32 | sequence);
}

#endif

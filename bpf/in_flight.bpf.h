/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which ESP packets carry a probe, between encryption and uplink: an array slot that the SPI and
 * the ESP sequence number find without hashing. A later probe in the same slot replaces an earlier
 * one, which is then long gone: 4096 probes lie between them.
 */
#ifndef XFRM_CANARY_IN_FLIGHT_BPF_H
#define XFRM_CANARY_IN_FLIGHT_BPF_H

#include <stdbool.h>

#include <bpf/bpf_endian.h>

#include "maps.bpf.h"

static __always_inline __u32 in_flight_slot(__u32 spi_be, __u32 sequence_be)
{
	return (bpf_ntohl(sequence_be) ^ spi_be) & (CANARY_IN_FLIGHT_SLOTS - 1);
}

static __always_inline __u64 in_flight_key(__u32 spi_be, __u32 sequence_be)
{
	return (__u64)sequence_be << 32 | spi_be;
}

static __always_inline void remember_in_flight(__u32 spi_be, __u32 sequence_be)
{
	in_flight[in_flight_slot(spi_be, sequence_be)] = in_flight_key(spi_be, sequence_be);
}

static __always_inline bool carries_probe(__u32 spi_be, __u32 sequence_be)
{
	return in_flight[in_flight_slot(spi_be, sequence_be)] == in_flight_key(spi_be, sequence_be);
}

#endif

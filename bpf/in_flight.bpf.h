/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which ESP packets carry a probe, between encryption and uplink: an array slot that the SPI and
 * the ESP sequence number find without hashing. A later probe in the same slot replaces an earlier
 * one, which is then long gone: 4096 probes lie between them.
 */
#ifndef XFRM_CANARY_IN_FLIGHT_BPF_H
#define XFRM_CANARY_IN_FLIGHT_BPF_H

#include "packet.bpf.h"

static __always_inline __u64 *in_flight_slot(__u64 name)
{
	return &in_flight[(bpf_ntohl(name >> 32) ^ (__u32)name) & (CANARY_IN_FLIGHT_SLOTS - 1)];
}

static __always_inline void remember_in_flight(__u64 name)
{
	*in_flight_slot(name) = name;
}

static __always_inline bool carries_probe(__u64 name)
{
	return *in_flight_slot(name) == name;
}

#endif

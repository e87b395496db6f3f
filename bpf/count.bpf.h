/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Counting without a hash map: a slot of the CPU's own part of an array, found by multiplying the
 * addresses and the SPI. A hash map's look-up alone costs about 190 instructions, all of this 40.
 */
#ifndef XFRM_CANARY_COUNT_BPF_H
#define XFRM_CANARY_COUNT_BPF_H

#include "maps.bpf.h"
#include "packet.bpf.h"

static __always_inline struct canary_cpu *this_cpu(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&cpus, &cpu);
}

static __always_inline bool same_addresses(const struct canary_counter *counter,
					   const struct address_pair *addresses, __u8 family)
{
	const __u32 *source = (const __u32 *)counter->source;
	const __u32 *destination = (const __u32 *)counter->destination;

	if (source[0] != addresses->source[0] || destination[0] != addresses->destination[0])
		return false;
	if (family == 4)
		return true;
	return source[1] == addresses->source[1] && source[2] == addresses->source[2] &&
	       source[3] == addresses->source[3] && destination[1] == addresses->destination[1] &&
	       destination[2] == addresses->destination[2] &&
	       destination[3] == addresses->destination[3];
}

static __always_inline __u32 mix(const struct address_pair *addresses, __u8 family)
{
	__u32 folded = addresses->source[0] ^ (addresses->destination[0] << 1);

	if (family == 6)
		folded ^= addresses->source[2] ^ addresses->source[3] ^
			  (addresses->destination[2] ^ addresses->destination[3]) << 1;
	return folded;
}

static __always_inline void claim(struct canary_counter *counter, __u32 stage, __u32 spi_be,
				  const struct address_pair *addresses, __u8 family)
{
	counter->spi_be = spi_be;
	counter->family = family;
	((__u32 *)counter->source)[0] = addresses->source[0];
	((__u32 *)counter->destination)[0] = addresses->destination[0];
	if (family == 6) {
		__builtin_memcpy(counter->source, addresses->source, 16);
		__builtin_memcpy(counter->destination, addresses->destination, 16);
	}
	counter->stage = stage; /* last: userspace reads slots that have a stage */
}

/* The slot that counts this key on this CPU, and its number; NULL (and counted) if there is none
 * left. */
static __always_inline struct canary_counter *find_counter(__u32 stage, __u32 spi_be,
							   const struct address_pair *addresses,
							   __u8 family, __u32 *slot)
{
	const __u32 cpu = bpf_get_smp_processor_id();
	const __u64 tag = (__u64)spi_be | (__u64)stage << 32 | (__u64)family << 40;
	const __u32 hash = (mix(addresses, family) ^ spi_be ^ stage) * 0x9e3779b1;
	struct canary_counter *counter;
	struct canary_cpu *self;
	int way;

#pragma unroll
	for (way = 0; way < CANARY_COUNTER_WAYS; way++) {
		*slot = cpu * slots_per_cpu + (((hash >> slot_shift) + way) & (slots_per_cpu - 1));
		counter = bpf_map_lookup_elem(&counters, slot);
		if (!counter)
			return NULL;
		if (*(__u64 *)counter == tag && same_addresses(counter, addresses, family))
			return counter;
		if (!counter->stage) {
			claim(counter, stage, spi_be, addresses, family);
			return counter;
		}
	}
	self = this_cpu();
	if (self)
		self->packets_uncounted++;
	return NULL;
}

#endif

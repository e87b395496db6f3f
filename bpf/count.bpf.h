/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Counting without a hash map: a slot of the CPU's own table, found by multiplying the addresses
 * and the SPI. A hash map's look-up alone costs about 190 instructions, all of this 30.
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

/* Any number is a slot. */
static __always_inline struct canary_counter *counter_at(struct canary_cpu *self, __u32 slot)
{
	return (struct canary_counter *)(self + 1) + (slot & slot_mask);
}

/* The first eight bytes of a counter: SPI, stage, family. */
static __always_inline __u64 tag_of(__u32 stage, __u32 spi_be, __u8 family)
{
	return (__u64)spi_be | (__u64)stage << 32 | (__u64)family << 40;
}

static __always_inline __u64 fold(__u32 source, __u32 destination)
{
	return source ^ (__u64)destination << 1;
}

/* Where to begin. Addresses differ in their last byte, which is the highest one of the word: only
 * the bits far above it are mixed by all. */
static __always_inline __u32 first_slot(__u64 folded_addresses, __u32 stage, __u32 spi_be)
{
	return (folded_addresses ^ spi_be ^ stage) * 0x9e3779b97f4a7c15ull >> 40;
}

static __always_inline bool same_addresses(const struct canary_counter *counter,
					   const struct address_pair *addresses)
{
	const __u32 *source = (const __u32 *)counter->source;
	const __u32 *destination = (const __u32 *)counter->destination;

	return source[0] == addresses->source[0] && destination[0] == addresses->destination[0] &&
	       source[1] == addresses->source[1] && destination[1] == addresses->destination[1] &&
	       source[2] == addresses->source[2] && destination[2] == addresses->destination[2] &&
	       source[3] == addresses->source[3] && destination[3] == addresses->destination[3];
}

static __always_inline void claim(struct canary_counter *counter, __u64 tag,
				  const struct address_pair *addresses)
{
	__builtin_memcpy(counter->source, addresses->source, 16);
	__builtin_memcpy(counter->destination, addresses->destination, 16);
	*(__u64 *)counter = tag; /* last: userspace reads slots that have a stage */
}

/* Where to go on when all ways at the first place are taken: mixed anew, so that those who crowd
 * there part here. */
static __always_inline __u32 second_slot(const struct address_pair *addresses, __u64 tag)
{
	__u64 folded = fold(addresses->destination[0], addresses->source[0]) ^
		       fold(addresses->destination[2] ^ addresses->destination[3],
			    addresses->source[2] ^ addresses->source[3]);
	__u64 mixed = (folded ^ (__u32)tag ^ tag >> 32) * 0xbf58476d1ce4e5b9ull;

	return (mixed ^ mixed >> 29) * 0x94d049bb133111ebull >> 40;
}

/* The slot that counts this key, from `slot` on or at its second place; one is claimed if need be.
 * Slots are never given back, so a key has its second place only where the first was full. Negative
 * (and counted) if none is left. */
static __noinline int search_counter(struct canary_cpu *self, __u32 slot, __u64 tag,
				     const struct address_pair *addresses)
{
	struct canary_counter *counter;
	int way;

	for (way = 0; way < CANARY_COUNTER_WAYS + CANARY_COUNTER_MORE_WAYS; way++, slot++) {
		if (way == CANARY_COUNTER_WAYS)
			slot = second_slot(addresses, tag);
		counter = counter_at(self, slot);
		if (*(__u64 *)counter == tag && same_addresses(counter, addresses))
			return slot & slot_mask;
		if (!counter->stage) {
			claim(counter, tag, addresses);
			return slot & slot_mask;
		}
	}
	self->packets_uncounted++;
	return -1;
}

/* What counts this key on this CPU, and its slot; NULL (and counted) if none is left. */
static __always_inline struct canary_counter *find_counter(struct canary_cpu *self, __u32 stage,
							   __u32 spi_be,
							   const struct address_pair *addresses,
							   __u8 family, __u32 *slot)
{
	__u64 folded = fold(addresses->source[0], addresses->destination[0]);
	int found;

	if (family == 6)
		folded ^= fold(addresses->source[2] ^ addresses->source[3],
			       addresses->destination[2] ^ addresses->destination[3]);
	found = search_counter(self, first_slot(folded, stage, spi_be),
			       tag_of(stage, spi_be, family), addresses);
	if (found < 0)
		return NULL;
	*slot = found;
	return counter_at(self, found);
}

/* What counts this IPv4 key, where the first slot is the right one, as it nearly always is; NULL
 * sends the caller to find_counter(). */
static __always_inline struct canary_counter *first_ipv4_counter(struct canary_cpu *self,
								 __u32 stage, __u32 spi_be,
								 __u32 source, __u32 destination,
								 __u32 *slot)
{
	struct canary_counter *counter;

	*slot = first_slot(fold(source, destination), stage, spi_be);
	counter = counter_at(self, *slot);
	if (*(__u64 *)counter != tag_of(stage, spi_be, 4) || *(__u32 *)counter->source != source ||
	    *(__u32 *)counter->destination != destination)
		return NULL;
	return counter;
}

#endif

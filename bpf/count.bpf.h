/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Counting without a hash map: a slot of the CPU's own table, found by multiplying the addresses
 * and the SPI. A hash map's look-up alone costs about 190 instructions, all of this 30.
 */
#ifndef XFRM_CANARY_COUNT_BPF_H
#define XFRM_CANARY_COUNT_BPF_H

#include "maps.bpf.h"
#include "packet.bpf.h"
#include "scratch.bpf.h"

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

/* The slot that counts this key, from `slot` on or at its second place; one is claimed if need be.
 * The addresses are those of the scratch's packet. Slots are never given back, so a key has its
 * second place only where the first was full. Negative (and counted) if none is left. */
int search_counter(__u32 slot, __u64 tag);

/* What counts the scratch's packet on this CPU in this stage, and its slot; NULL (and counted) if
 * none is left. */
static __always_inline struct canary_counter *
find_counter(struct canary_cpu *self, __u32 stage, const struct ip_packet *packet, __u32 *slot)
{
	const struct address_pair *addresses = &packet->addresses;
	__u64 folded = fold(addresses->source[0], addresses->destination[0]);
	int found;

	if (packet->family == 6)
		folded ^= fold(addresses->source[2] ^ addresses->source[3],
			       addresses->destination[2] ^ addresses->destination[3]);
	found = search_counter(first_slot(folded, stage, packet->spi_be),
			       tag_of(stage, packet->spi_be, packet->family));
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

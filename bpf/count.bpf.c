// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Looking for a slot of the counter table where the first one is not the right one. */
#include "count.bpf.h"

static __always_inline __u32 differing_bits(const __u32 *one, const __u32 *other)
{
	return (one[0] ^ other[0]) | (one[1] ^ other[1]) | (one[2] ^ other[2]) |
	       (one[3] ^ other[3]);
}

/* Without a branch for each word: the verifier follows all of them. */
static __always_inline bool counts(const struct canary_counter *counter, __u64 tag,
				   const struct address_pair *addresses)
{
	const __u32 source = differing_bits((const __u32 *)counter->source, addresses->source);
	const __u32 destination =
		differing_bits((const __u32 *)counter->destination, addresses->destination);

	return !((*(const __u64 *)counter ^ tag) | source | destination);
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

int search_counter(__u32 slot, __u64 tag)
{
	struct canary_scratch *given = scratch();
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	int way;

	if (!given || !self)
		return -1;
	for (way = 0; way < CANARY_COUNTER_WAYS + CANARY_COUNTER_MORE_WAYS; way++, slot++) {
		if (way == CANARY_COUNTER_WAYS)
			slot = second_slot(&given->packet.addresses, tag);
		counter = counter_at(self, slot);
		if (counts(counter, tag, &given->packet.addresses))
			return slot & slot_mask;
		if (!counter->stage) {
			claim(counter, tag, &given->packet.addresses);
			return slot & slot_mask;
		}
	}
	self->packets_uncounted++;
	return -1;
}

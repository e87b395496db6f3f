/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* ESP that arrived: counted, and expected to be decrypted. */
#ifndef XFRM_CANARY_ARRIVAL_BPF_H
#define XFRM_CANARY_ARRIVAL_BPF_H

#include "sequence.bpf.h"

/* XFRM will decrypt this packet on this CPU, if it is not dropped, and after those before it. */
static __always_inline void await_decryption(struct canary_cpu *self, __u32 slot, __u64 name,
					     __u32 length)
{
	struct canary_awaited *awaited = &self->awaited[self->next_arrival % CANARY_AWAITED];

	awaited->name = name;
	awaited->slot = slot;
	awaited->bytes = length;
	self->next_arrival++;
}

static __always_inline void count_arrival(struct canary_counter *counter, __u32 slot,
					  __u32 sequence_be, __u32 length)
{
	counter->packets++;
	counter->bytes += length;
	note_sequence(counter, slot, bpf_ntohl(sequence_be));
}

#endif

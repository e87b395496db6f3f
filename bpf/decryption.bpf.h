/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* ESP that was decrypted: counted where its arrival was, which knows the peer; the state often does
 * not (source 0.0.0.0). */
#ifndef XFRM_CANARY_DECRYPTION_BPF_H
#define XFRM_CANARY_DECRYPTION_BPF_H

#include "count.bpf.h"
#include "state.bpf.h"

/* Its number among all arrivals, less the next one's; 0: none. Those before it were dropped. In
 * xfrm_replay_advance.bpf.c. */
int search_awaited(__u64 name);

/* An ESP packet that arrived is nearly always decrypted in the same softirq, in the order of
 * arrival. False, and nothing done, where its arrival is not known. */
static __always_inline bool count_in_arrival_slot(struct canary_cpu *self, __u64 name)
{
	__u32 number = self->next_decryption;
	struct canary_awaited *awaited = &self->awaited[number % CANARY_AWAITED];
	struct canary_counter *counter;
	int back;

	if (awaited->name != name) {
		back = search_awaited(name);
		if (!back)
			return false;
		number = self->next_arrival + back;
		awaited = &self->awaited[number % CANARY_AWAITED];
	}
	counter = counter_at(self, awaited->slot);
	counter->decrypted_packets++;
	counter->decrypted_bytes += awaited->bytes;
	awaited->name = 0;
	self->next_decryption = number + 1;
	return true;
}

static __noinline int count_without_arrival(struct canary_cpu *self, struct xfrm_state *x)
{
	struct canary_scratch *decrypted = clean_scratch();
	struct canary_counter *counter;
	__u32 slot;

	if (!decrypted)
		return 0;
	put_state(&decrypted->packet, x);
	counter = find_counter(self, CANARY_DECRYPTED, &decrypted->packet, &slot);
	if (counter)
		counter->decrypted_packets++;
	return 0;
}

#endif

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 2: a packet was decrypted, authenticated and is no replay (xfrm_input(),
 * net/xfrm/xfrm_input.c, right before the state's own packet counter rises).
 */
#include "emit.bpf.h"
#include "kernel_compat.bpf.h"
#include "state.bpf.h"

static __always_inline bool is_awaited(const struct canary_awaited *awaited, __u32 spi_be,
				       __u32 sequence_be)
{
	return awaited->spi_be == spi_be && awaited->sequence_be == sequence_be;
}

/* Those before it were dropped. Its number among all arrivals, less the next one's; 0: none. */
int search_awaited(__u32 spi_be, __u32 sequence_be)
{
	struct canary_cpu *self = this_cpu();
	int back;

	if (!self)
		return 0;
	for (back = CANARY_AWAITED; back > 0; back--)
		if (is_awaited(&self->awaited[(self->next_arrival - back) % CANARY_AWAITED], spi_be,
			       sequence_be))
			return -back;
	return 0;
}

/* An ESP packet that arrived is nearly always decrypted in the same softirq, in the order of
 * arrival. Then its slot knows the peer, which the state often does not (source 0.0.0.0). */
static __always_inline bool count_in_arrival_slot(struct canary_cpu *self, __u32 spi_be,
						  __u32 sequence_be)
{
	__u32 number = self->next_decryption;
	struct canary_awaited *awaited = &self->awaited[number % CANARY_AWAITED];
	struct canary_counter *counter;
	int back;

	if (!is_awaited(awaited, spi_be, sequence_be)) {
		back = search_awaited(spi_be, sequence_be);
		if (!back)
			return false;
		number = self->next_arrival + back;
		awaited = &self->awaited[number % CANARY_AWAITED];
	}
	counter = counter_at(self, awaited->slot);
	counter->decrypted_packets++;
	counter->decrypted_bytes += awaited->bytes;
	awaited->spi_be = 0;
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

SEC("fentry/xfrm_replay_advance")
int BPF_PROG(xfrm_replay_advance_fentry, struct xfrm_state *x, __u32 sequence_be)
{
	struct canary_cpu *self;

	if ((__u64)x->xs_net.net != node_net || x->id.proto != IPPROTO_ESP)
		return 0;
	self = this_cpu();
	if (self && !count_in_arrival_slot(self, x->id.spi, sequence_be))
		count_without_arrival(self, x);
	return 0;
}

SEC("kprobe/xfrm_replay_advance")
int BPF_KPROBE(xfrm_replay_advance_kprobe, struct xfrm_state *x, __u32 sequence_be)
{
	struct canary_cpu *self;

	if ((__u64)BPF_CORE_READ(x, xs_net.net) != node_net ||
	    BPF_CORE_READ(x, id.proto) != IPPROTO_ESP)
		return 0;
	self = this_cpu();
	if (self && !count_in_arrival_slot(self, BPF_CORE_READ(x, id.spi), sequence_be))
		count_without_arrival(self, x);
	return 0;
}

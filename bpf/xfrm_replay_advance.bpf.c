// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 2: a packet was decrypted, authenticated and is no replay (xfrm_input(),
 * net/xfrm/xfrm_input.c, right before the state's own packet counter rises).
 */
#include "emit.bpf.h"
#include "kernel_compat.bpf.h"
#include "state.bpf.h"

/* The ESP packet that arrived last on this CPU is nearly always this one: XFRM decrypts it in the
 * same softirq. Then its slot knows the peer, which the state often does not (source 0.0.0.0). */
static __always_inline bool count_in_arrival_slot(struct canary_cpu *self, __u32 spi_be,
						  __u32 sequence_be)
{
	struct canary_counter *counter;

	if (self->arrived_spi_be != spi_be || self->arrived_sequence_be != sequence_be)
		return false;
	counter = counter_at(self, self->arrived_slot);
	counter->decrypted_packets++;
	counter->decrypted_bytes += self->arrived_bytes;
	self->arrived_spi_be = 0;
	return true;
}

static __noinline int count_without_arrival(struct canary_cpu *self, struct xfrm_state *x)
{
	const struct address_pair addresses = addresses_of(x);
	struct canary_counter *counter;
	__u32 slot;

	counter = find_counter(self, CANARY_DECRYPTED, BPF_CORE_READ(x, id.spi), &addresses,
			       is_ipv6(x) ? 6 : 4, &slot);
	if (counter)
		counter->decrypted_packets++;
	return 0;
}

SEC("fentry/xfrm_replay_advance")
int BPF_PROG(xfrm_replay_advance_fentry, struct xfrm_state *x, __u32 sequence_be)
{
	struct canary_cpu *self;

	if ((__u64)x->xs_net.net != node_net)
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

	if ((__u64)BPF_CORE_READ(x, xs_net.net) != node_net)
		return 0;
	self = this_cpu();
	if (self && !count_in_arrival_slot(self, BPF_CORE_READ(x, id.spi), sequence_be))
		count_without_arrival(self, x);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 2: a packet was decrypted, authenticated and is no replay (xfrm_input(),
 * net/xfrm/xfrm_input.c, right before the state's own packet counter rises).
 */
#include "emit.bpf.h"
#include "kernel_compat.bpf.h"

struct decrypting_state {
	struct address_pair addresses;
	__u32 spi_be;
	__u8 family;
};

/* The ESP packet that arrived last on this CPU is nearly always this one: XFRM decrypts it in the
 * same softirq. Then its slot knows the peer, which the state often does not (source 0.0.0.0). */
static __always_inline bool count_in_arrival_slot(__u32 spi_be, __u32 sequence_be)
{
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self || self->arrived_spi_be != spi_be || self->arrived_sequence_be != sequence_be)
		return false;
	slot = self->arrived_slot;
	counter = bpf_map_lookup_elem(&counters, &slot);
	if (!counter)
		return false;
	counter->decrypted_packets++;
	counter->decrypted_bytes += self->arrived_bytes;
	self->arrived_spi_be = 0;
	return true;
}

static __always_inline int on_xfrm_replay_advance(const struct decrypting_state *state)
{
	struct canary_counter *counter;
	__u32 slot;

	counter = find_counter(CANARY_DECRYPTED, state->spi_be, &state->addresses, state->family,
			       &slot);
	if (counter)
		counter->decrypted_packets++;
	return 0;
}

SEC("fentry/xfrm_replay_advance")
int BPF_PROG(xfrm_replay_advance_fentry, struct xfrm_state *x, __u32 sequence_be)
{
	struct decrypting_state state = {};

	if ((__u64)x->xs_net.net != node_net)
		return 0;
	state.spi_be = x->id.spi;
	if (count_in_arrival_slot(state.spi_be, sequence_be))
		return 0;
	state.addresses.source[0] = x->props.saddr.a6[0];
	state.addresses.destination[0] = x->id.daddr.a6[0];
	state.family = 4;
	if (x->props.family == 10 /* AF_INET6 */) {
		state.family = 6;
		BPF_CORE_READ_INTO(&state.addresses.source, x, props.saddr.a6);
		BPF_CORE_READ_INTO(&state.addresses.destination, x, id.daddr.a6);
	}
	return on_xfrm_replay_advance(&state);
}

SEC("kprobe/xfrm_replay_advance")
int BPF_KPROBE(xfrm_replay_advance_kprobe, struct xfrm_state *x, __u32 sequence_be)
{
	struct decrypting_state state = {};

	if ((__u64)BPF_CORE_READ(x, xs_net.net) != node_net)
		return 0;
	state.spi_be = BPF_CORE_READ(x, id.spi);
	if (count_in_arrival_slot(state.spi_be, sequence_be))
		return 0;
	state.family = BPF_CORE_READ(x, props.family) == 10 /* AF_INET6 */ ? 6 : 4;
	BPF_CORE_READ_INTO(&state.addresses.source, x, props.saddr.a6);
	BPF_CORE_READ_INTO(&state.addresses.destination, x, id.daddr.a6);
	return on_xfrm_replay_advance(&state);
}

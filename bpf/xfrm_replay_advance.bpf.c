// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 2, by kprobes: a packet was decrypted, authenticated and is no replay (xfrm_input(),
 * net/xfrm/xfrm_input.c, right before the state's own packet counter rises). Where tracing programs
 * load, xfrm_replay_recheck.bpf.c tells it with what else it does.
 */
#include "decryption.bpf.h"

int search_awaited(__u64 name)
{
	struct canary_cpu *self = this_cpu();
	int back;

	if (!self)
		return 0;
	for (back = CANARY_AWAITED; back > 0; back--)
		if (self->awaited[(self->next_arrival - back) % CANARY_AWAITED].name == name)
			return -back;
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
	if (self && !count_in_arrival_slot(self, esp_name(BPF_CORE_READ(x, id.spi), sequence_be)))
		count_without_arrival(self, x);
	return 0;
}

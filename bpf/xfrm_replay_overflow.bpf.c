// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet out, 1: a state has taken the packet and gives it its ESP sequence number
 * (xfrm_output_one(), net/xfrm/xfrm_output.c, right before the state's own packet counter rises).
 * In tunnel mode the data pointer still stands at the inner header: the packet's length is the
 * inner one.
 *
 * Entered and not left, since that costs a third less: the number is the state's next one.
 */
#include "emit.bpf.h"
#include "headers.bpf.h"
#include "in_flight.bpf.h"
#include "kernel_compat.bpf.h"
#include "sequence.bpf.h"
#include "state.bpf.h"

static __noinline int emit_probe(struct sk_buff *skb, struct xfrm_state *x, __u32 sequence)
{
	const void *ip = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, inner_network_header);
	struct canary_probe probe = {};
	struct ip_packet packet = {};
	struct canary_event *event;

	read_packet_at(&packet, ip);
	read_probe_at(&probe, &packet, ip);
	if (probe.leg == CANARY_NO_PROBE)
		return 0;
	packet.family = is_ipv6(x) ? 6 : 4;
	packet.addresses = addresses_of(x);
	packet.spi_be = BPF_CORE_READ(x, id.spi);
	packet.sequence_be = bpf_htonl(sequence);
	remember_in_flight(packet.spi_be, packet.sequence_be);

	event = begin_event(CANARY_PROBE_ENCRYPTED);
	if (!event)
		return 0;
	put_packet(event, &packet);
	event->mark = BPF_CORE_READ(skb, mark);
	event->probe = probe;
	submit_calmly(event);
	return 0;
}

static __noinline int count_any(struct canary_cpu *self, struct xfrm_state *x, __u32 length,
				__u32 sequence)
{
	const struct address_pair addresses = addresses_of(x);
	struct canary_counter *counter;
	__u32 slot;

	counter = find_counter(self, CANARY_ENCRYPTED, BPF_CORE_READ(x, id.spi), &addresses,
			       is_ipv6(x) ? 6 : 4, &slot);
	if (counter) {
		counter->packets++;
		counter->bytes += length;
		note_given(counter, sequence);
	}
	return 0;
}

/* The numbers of a state are used up, and it does not begin again: the packet will be dropped.
 * include/uapi/linux/xfrm.h: XFRM_SA_XFLAG_OSEQ_MAY_WRAP is 2. */
static __noinline int refuses_to_wrap(struct xfrm_state *x)
{
	if (BPF_CORE_READ(x, repl_mode) ==
	    bpf_core_enum_value(enum xfrm_replay_mode, XFRM_REPLAY_MODE_ESN))
		return BPF_CORE_READ(x, replay_esn, oseq_hi) == ~0u;
	return !(BPF_CORE_READ(x, props.extra_flags) & 2);
}

SEC("fentry/xfrm_replay_overflow")
int BPF_PROG(xfrm_replay_overflow_fentry, struct xfrm_state *x, struct sk_buff *skb)
{
	const struct xfrm_replay_state_esn *esn;
	struct canary_counter *counter = NULL;
	struct canary_cpu *self;
	__u32 length, slot, last;

	if ((__u64)x->xs_net.net != node_net)
		return 0;
	esn = x->replay_esn;
	last = esn ? esn->oseq : x->replay.oseq;
	if (last == ~0u && refuses_to_wrap(x))
		return 0;
	length = skb->len;
	if (may_be_probe(length))
		emit_probe(skb, x, last + 1);
	self = this_cpu();
	if (!self)
		return 0;
	if (x->props.family == 2 /* AF_INET */)
		counter = first_ipv4_counter(self, CANARY_ENCRYPTED, x->id.spi, x->props.saddr.a4,
					     x->id.daddr.a4, &slot);
	if (!counter)
		return count_any(self, x, length, last + 1);
	counter->packets++;
	counter->bytes += length;
	note_given(counter, last + 1);
	return 0;
}

SEC("kprobe/xfrm_replay_overflow")
int BPF_KPROBE(xfrm_replay_overflow_kprobe, struct xfrm_state *x, struct sk_buff *skb)
{
	const struct xfrm_replay_state_esn *esn = BPF_CORE_READ(x, replay_esn);
	const __u32 last = esn ? BPF_CORE_READ(esn, oseq) : BPF_CORE_READ(x, replay.oseq);
	const __u32 length = BPF_CORE_READ(skb, len);
	struct canary_cpu *self = this_cpu();

	if ((__u64)BPF_CORE_READ(x, xs_net.net) != node_net || !self ||
	    (last == ~0u && refuses_to_wrap(x)))
		return 0;
	count_any(self, x, length, last + 1);
	if (may_be_probe(length))
		emit_probe(skb, x, last + 1);
	return 0;
}

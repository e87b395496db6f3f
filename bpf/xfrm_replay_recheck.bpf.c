// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 2: a state has decrypted and authenticated it, and its payload lies bare
 * (xfrm_input()). Where this is no replay, xfrm_replay_advance() follows at once and the state's
 * own packet counter rises: so the exit of one function tells what else two hooks would. A kprobe
 * at the entry does not know yet, and xfrm_replay_advance.bpf.c counts.
 *
 * Here is told, too, what tc ingress cannot see:
 *
 *   probes that do not come back to the device that ESP came in by: in transport mode the packet
 *   goes on to its socket, with an xfrm interface or a VTI it comes in by that one;
 *   ESP that GRO hands to XFRM (esp4_offload), before any tc program.
 */
#include "arrival.bpf.h"
#include "decryption.bpf.h"
#include "emit.bpf.h"
#include "payload.bpf.h"

static __always_inline bool comes_in_by_vti(struct sk_buff *skb)
{
	const void *control = (const void *)skb + bpf_core_field_offset(struct sk_buff, cb) +
			      bpf_core_field_offset(struct xfrm_tunnel_skb_cb, tunnel);
	__u64 tunnel = 0;

	bpf_probe_read_kernel(&tunnel, sizeof(tunnel), control);
	return tunnel != 0;
}

static __noinline int emit_arrival(struct sk_buff *skb, struct xfrm_state *x)
{
	const __u8 mode = BPF_CORE_READ(x, props.mode);
	struct canary_scratch *bare = clean_scratch();
	struct canary_event *event;

	if (!bare)
		return 0;
	if (mode == MODE_TRANSPORT)
		read_after_transport(&bare->packet, &bare->probe, skb);
	else if (mode != MODE_BEET && (BPF_CORE_READ(x, if_id) || comes_in_by_vti(skb)))
		read_contiguous(&bare->packet, &bare->probe, BPF_CORE_READ(skb, data));
	if (bare->probe.leg == CANARY_NO_PROBE)
		return 0;
	event = begin_event(CANARY_PROBE_ARRIVED);
	if (!event)
		return 0;
	put_packet(event, &bare->packet);
	event->decrypted = 1;
	event->null_cipher = has_null_cipher(x);
	event->spi = bpf_ntohl(BPF_CORE_READ(x, id.spi));
	event->probe = bare->probe;
	submit_calmly(event);
	return 0;
}

/* What GRO handed over has no route yet; nor had tc ingress seen it. */
static __noinline int count_gro_arrival(struct sk_buff *skb, struct xfrm_state *x,
					__u32 sequence_be)
{
	struct canary_scratch *arrived = clean_scratch();
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!arrived || !self || !read_network_header(&arrived->packet, skb))
		return 0;
	arrived->packet.spi_be = BPF_CORE_READ(x, id.spi);
	counter = find_counter(self, CANARY_ARRIVED, &arrived->packet, &slot);
	if (!counter)
		return 0;
	await_decryption(self, slot, esp_name(arrived->packet.spi_be, sequence_be),
			 arrived->packet.length);
	count_arrival(counter, slot, sequence_be, arrived->packet.length);
	return 0;
}

/* What tc ingress has not seen arrive on this CPU. */
static __noinline int count_unawaited(struct sk_buff *skb, struct xfrm_state *x, __u32 sequence_be)
{
	struct canary_cpu *self = this_cpu();

	if (!self)
		return 0;
	if (!BPF_CORE_READ(skb, _skb_refdst))
		count_gro_arrival(skb, x, sequence_be);
	if (!count_in_arrival_slot(self, esp_name(BPF_CORE_READ(x, id.spi), sequence_be)))
		count_without_arrival(self, x);
	return 0;
}

SEC("fexit/xfrm_replay_recheck")
int BPF_PROG(xfrm_replay_recheck_fexit, struct xfrm_state *x, struct sk_buff *skb,
	     __u32 sequence_be, int refused)
{
	struct canary_cpu *self;
	__u8 meanings;

	if (refused || (__u64)x->xs_net.net != node_net || x->id.proto != IPPROTO_ESP)
		return 0;
	self = this_cpu();
	if (self && !count_in_arrival_slot(self, esp_name(x->id.spi, sequence_be)))
		count_unawaited(skb, x, sequence_be);
	meanings = meanings_of_length(skb->len);
	if (meanings && may_carry_probe(meanings, x->props.mode))
		emit_arrival(skb, x);
	return 0;
}

SEC("kprobe/xfrm_replay_recheck")
int BPF_KPROBE(xfrm_replay_recheck_kprobe, struct xfrm_state *x, struct sk_buff *skb,
	       __u32 sequence_be)
{
	if ((__u64)BPF_CORE_READ(x, xs_net.net) != node_net ||
	    BPF_CORE_READ(x, id.proto) != IPPROTO_ESP)
		return 0;
	if (!BPF_CORE_READ(skb, _skb_refdst))
		count_gro_arrival(skb, x, sequence_be);
	if (may_carry_probe(meanings_of_length(BPF_CORE_READ(skb, len)),
			    BPF_CORE_READ(x, props.mode)))
		emit_arrival(skb, x);
	return 0;
}

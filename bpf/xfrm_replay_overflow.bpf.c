// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet out, 1: a state has taken the packet and given it its ESP sequence number
 * (xfrm_output_one(), net/xfrm/xfrm_output.c, right before the state's own packet counter rises).
 */
#include "emit.bpf.h"
#include "in_flight.bpf.h"
#include "kernel_compat.bpf.h"

struct encrypted_packet {
	struct address_pair addresses; /* of the state */
	__u32 spi_be;
	__u32 length; /* inner packet: the data pointer still stands there */
	__u8 family;
};

static __always_inline void emit_probe(struct sk_buff *skb, const struct encrypted_packet *packet)
{
	struct canary_probe probe = {};
	struct ip_packet inner = {};
	struct canary_event *event;
	__u32 sequence = 0;
	const void *ip = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, inner_network_header);

	read_packet_at(&inner, ip);
	read_probe_at(&probe, &inner, ip);
	if (probe.leg == CANARY_NO_PROBE)
		return;
	bpf_probe_read_kernel(&sequence, sizeof(sequence),
			      (void *)skb + bpf_core_field_offset(struct sk_buff, cb) +
				      bpf_core_field_offset(struct xfrm_skb_cb, seq.output.low));
	remember_in_flight(bpf_ntohl(packet->spi_be), sequence);

	event = begin_event(CANARY_PROBE_ENCRYPTED);
	if (!event)
		return;
	event->family = packet->family;
	event->spi = bpf_ntohl(packet->spi_be);
	event->esp_sequence = sequence;
	event->mark = BPF_CORE_READ(skb, mark);
	__builtin_memcpy(event->source, packet->addresses.source, 16);
	__builtin_memcpy(event->destination, packet->addresses.destination, 16);
	event->probe = probe;
	bpf_ringbuf_submit(event, 0);
}

static __always_inline int on_xfrm_replay_overflow(struct sk_buff *skb,
						   const struct encrypted_packet *packet)
{
	__u32 slot;
	struct canary_counter *counter = find_counter(CANARY_ENCRYPTED, packet->spi_be,
						      &packet->addresses, packet->family, &slot);

	if (counter) {
		counter->packets++;
		counter->bytes += packet->length;
	}
	if (may_be_probe(packet->length))
		emit_probe(skb, packet);
	return 0;
}

SEC("fexit/xfrm_replay_overflow")
int BPF_PROG(xfrm_replay_overflow_fexit, struct xfrm_state *x, struct sk_buff *skb, int ret)
{
	struct encrypted_packet packet = {};

	if ((__u64)x->xs_net.net != node_net || ret)
		return 0;
	packet.spi_be = x->id.spi;
	packet.length = skb->len;
	packet.addresses.source[0] = x->props.saddr.a6[0];
	packet.addresses.destination[0] = x->id.daddr.a6[0];
	packet.family = 4;
	if (x->props.family == 10 /* AF_INET6 */) {
		packet.family = 6;
		packet.addresses.source[1] = x->props.saddr.a6[1];
		packet.addresses.source[2] = x->props.saddr.a6[2];
		packet.addresses.source[3] = x->props.saddr.a6[3];
		packet.addresses.destination[1] = x->id.daddr.a6[1];
		packet.addresses.destination[2] = x->id.daddr.a6[2];
		packet.addresses.destination[3] = x->id.daddr.a6[3];
	}
	return on_xfrm_replay_overflow(skb, &packet);
}

SEC("kprobe/xfrm_replay_overflow")
int BPF_KPROBE(xfrm_replay_overflow_kprobe, struct xfrm_state *x, struct sk_buff *skb)
{
	const __u64 call = call_at_entry(ctx);
	struct canary_call arguments = { .arguments = { (__u64)x, (__u64)skb } };

	if ((__u64)BPF_CORE_READ(x, xs_net.net) == node_net)
		bpf_map_update_elem(&calls, &call, &arguments, BPF_ANY);
	return 0;
}

SEC("kretprobe/xfrm_replay_overflow")
int BPF_KRETPROBE(xfrm_replay_overflow_kretprobe, int ret)
{
	const __u64 call = call_at_return(ctx);
	struct canary_call *arguments = bpf_map_lookup_elem(&calls, &call);
	struct encrypted_packet packet = {};
	struct xfrm_state *x;
	struct sk_buff *skb;

	if (!arguments)
		return 0;
	x = (struct xfrm_state *)arguments->arguments[0];
	skb = (struct sk_buff *)arguments->arguments[1];
	bpf_map_delete_elem(&calls, &call);
	if (ret)
		return 0;
	packet.spi_be = BPF_CORE_READ(x, id.spi);
	packet.length = BPF_CORE_READ(skb, len);
	packet.family = BPF_CORE_READ(x, props.family) == 10 /* AF_INET6 */ ? 6 : 4;
	BPF_CORE_READ_INTO(&packet.addresses.source, x, props.saddr.a6);
	BPF_CORE_READ_INTO(&packet.addresses.destination, x, id.daddr.a6);
	return on_xfrm_replay_overflow(skb, &packet);
}

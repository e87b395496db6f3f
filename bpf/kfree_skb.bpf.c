// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Every drop that has a packet: the tracepoint fires inside the function that counted it, with the
 * packet still whole, and never for packets that arrive. Good packets pay nothing.
 */
#include "drop_watch.bpf.h"
#include "headers.bpf.h"
#include "kernel_compat.bpf.h"

static __always_inline struct net *namespace_of(struct sk_buff *skb)
{
	struct net_device *device = BPF_CORE_READ(skb, dev);
	struct dst_entry *route;
	struct sock *sk;

	if (device)
		return BPF_CORE_READ(device, nd_net.net);
	route = destination_of(skb);
	if (route)
		return BPF_CORE_READ(route, dev, nd_net.net);
	sk = BPF_CORE_READ(skb, sk);
	return sk ? BPF_CORE_READ(sk, __sk_common.skc_net.net) : NULL;
}

/* In transport mode, between the IP header that moved and ESP (xfrm4_transport_output()): what
 * follows it stays where it was, behind room for the state's header. */
static __always_inline bool makes_room(struct sk_buff *skb)
{
	struct dst_entry *route = destination_of(skb);
	struct xfrm_state *state = route ? BPF_CORE_READ(route, xfrm) : NULL;

	return state && BPF_CORE_READ(state, props.mode) == MODE_TRANSPORT &&
	       BPF_CORE_READ(skb, inner_transport_header) ==
		       BPF_CORE_READ(skb, transport_header) +
			       BPF_CORE_READ(state, props.header_len);
}

/* The packet as its headers tell it, and the probe in it where it is in the clear. ESP in UDP and
 * in an overlay is told as ESP: before it is decrypted, XFRM leaves the headers in front of it in
 * place. */
static __always_inline void read_dropped(struct sk_buff *skb, struct ip_packet *packet,
					 struct canary_probe *probe)
{
	const void *head = BPF_CORE_READ(skb, head);
	const __u16 network_header = BPF_CORE_READ(skb, network_header);
	const __u16 inner_network_header = BPF_CORE_READ(skb, inner_network_header);
	const void *ip = head + network_header;
	struct ip_packet inner = {};

	read_ip_headers((struct header_source){ .memory = ip }, 0, packet);
	if (is_ip_in_ip(packet->protocol) && inner_network_header > network_header) {
		/* Room for ESP may lie between outer and inner header (xfrm_output_one). */
		ip = head + inner_network_header;
		read_packet_at(&inner, ip);
		read_probe_at(probe, &inner, ip);
		return;
	}
	if (makes_room(skb))
		ip = head + BPF_CORE_READ(skb, inner_transport_header) - packet->transport_offset;
	read_behind_ip((struct header_source){ .memory = ip }, packet);
	if (!packet->spi_be)
		read_probe_at(probe, packet, ip);
}

/* The state that the packet was about to use, or had used: its SPI where there is no ESP header. */
static __always_inline __u32 spi_of_state(struct sk_buff *skb)
{
	struct dst_entry *route = destination_of(skb);
	struct xfrm_state *state = route ? BPF_CORE_READ(route, xfrm) : NULL;

	if (!state)
		state = decrypted_by(skb);
	return state ? BPF_CORE_READ(state, id.spi) : 0;
}

/* Why a packet died, as the tracepoint and the kernel's counters tell. */
struct death {
	__u32 kind; /* CANARY_PACKET_DROPPED, or CANARY_PACKET_FREED: outside of XFRM */
	__u32 row; /* of /proc/net/xfrm_stat, where it was dropped */
	__u64 location;
	__u32 reason;
};

/* What died outside of XFRM is told where it is ESP of anybody's, since only its receiver's peer
 * knows whether it carried a probe; or a probe in the clear. */
static __noinline int emit_death(struct sk_buff *skb, const struct death *death)
{
	struct canary_probe probe = {};
	struct ip_packet packet = {};
	struct canary_event *event;

	read_dropped(skb, &packet, &probe);
	if (death->kind == CANARY_PACKET_DROPPED && !packet.spi_be)
		packet.spi_be = spi_of_state(skb);
	if (death->kind == CANARY_PACKET_FREED && probe.leg == CANARY_NO_PROBE && !packet.spi_be)
		return 0;
	event = begin_event(death->kind);
	if (!event)
		return 0;
	put_packet(event, &packet);
	event->drop_counter = death->row;
	event->packets = 1;
	event->location = death->location;
	event->drop_reason = death->reason;
	event->mark = BPF_CORE_READ(skb, mark);
	event->probe = probe;
	submit_urgently(event);
	return 0;
}

SEC("raw_tp/kfree_skb")
int BPF_PROG(kfree_skb, struct sk_buff *skb, __u64 location, __u32 reason)
{
	struct death death = { .kind = CANARY_PACKET_FREED,
			       .location = location,
			       .reason = reason };
	const __u64 net = (__u64)namespace_of(skb);
	struct drop_rise rise = {};
	struct canary_cpu *self;

	if (net != node_net && net != probe_net)
		return 0;
	self = this_cpu();
	if (self && net == probe_net)
		self->kfree_skb_probe_runs++;
	if (net == node_net) {
		if (self)
			self->kfree_skb_runs++;
		take_rise(&rise);
	}
	if (rise.packets > 1) /* told without their packets */
		return 0;
	if (rise.packets == 1) {
		death.kind = CANARY_PACKET_DROPPED;
		death.row = rise.row;
	}
	return emit_death(skb, &death);
}

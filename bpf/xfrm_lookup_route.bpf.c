// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Local senders whose packet XFRM refuses before there is a packet (sendto() gets an error, or the
 * packet goes to a black hole). Only they look up by this function; forwarded packets, which are
 * nearly all, are left to kfree_skb, which sees the packet itself.
 */
#include "drop_watch.bpf.h"
#include "kernel_compat.bpf.h"

#define LAST_ERROR_POINTER ((__u64)-4095)

static __noinline int on_failed_lookup(const struct flowi *flow, __u32 family)
{
	struct canary_cpu *self = this_cpu();
	struct canary_event *event;
	struct drop_rise rise = {};

	if (self)
		self->lookup_runs++;
	take_rise(&rise);
	if (rise.packets != 1)
		return 0;
	event = begin_event(CANARY_PACKET_DROPPED);
	if (!event)
		return 0;
	event->drop_counter = rise.row;
	event->packets = 1;
	event->family = family;
	event->mark = BPF_CORE_READ(flow, u.__fl_common.flowic_mark);
	if (family == 4) {
		BPF_CORE_READ_INTO((__u32 *)event->source, flow, u.ip4.saddr);
		BPF_CORE_READ_INTO((__u32 *)event->destination, flow, u.ip4.daddr);
	} else {
		BPF_CORE_READ_INTO(&event->source, flow, u.ip6.saddr);
		BPF_CORE_READ_INTO(&event->destination, flow, u.ip6.daddr);
	}
	submit_urgently(event);
	return 0;
}

/* An error, or a route that is neither the one before XFRM nor one through a state: a black hole,
 * or a queue, which counts no drop. */
static __always_inline bool may_have_failed(struct dst_entry *before, struct dst_entry *after)
{
	return (__u64)after >= LAST_ERROR_POINTER ||
	       (after != before && !BPF_CORE_READ(after, xfrm));
}

static __always_inline __u32 family_of(struct dst_entry *route)
{
	return BPF_CORE_READ(route, ops, family) == FAMILY_INET ? 4 : 6;
}

SEC("fexit/xfrm_lookup_route")
int BPF_PROG(xfrm_lookup_route_fexit, struct net *net, struct dst_entry *route,
	     const struct flowi *flow, const struct sock *sk, int flags, struct dst_entry *ret)
{
	if (ret == route || (__u64)net != node_net)
		return 0;
	/* As in may_have_failed(). */
	if ((__u64)ret < LAST_ERROR_POINTER && ret->xfrm)
		return 0;
	return on_failed_lookup(flow, family_of(route));
}

SEC("kprobe/xfrm_lookup_route")
int BPF_KPROBE(xfrm_lookup_route_kprobe, struct net *net, struct dst_entry *route,
	       const struct flowi *flow)
{
	const __u64 call = call_at_entry(ctx);
	const struct canary_call arguments = { .flow = (__u64)flow,
					       .route = (__u64)route,
					       .family = family_of(route) };

	if ((__u64)net == node_net)
		bpf_map_update_elem(&calls, &call, &arguments, BPF_ANY);
	return 0;
}

SEC("kretprobe/xfrm_lookup_route")
int BPF_KRETPROBE(xfrm_lookup_route_kretprobe, struct dst_entry *ret)
{
	const __u64 call = call_at_return(ctx);
	struct canary_call *arguments = bpf_map_lookup_elem(&calls, &call);
	struct canary_call copy;

	if (!arguments)
		return 0;
	copy = *arguments;
	bpf_map_delete_elem(&calls, &call);
	if (!may_have_failed((struct dst_entry *)copy.route, ret))
		return 0;
	return on_failed_lookup((const struct flowi *)copy.flow, copy.family);
}

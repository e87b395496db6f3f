// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet out, 1: a state has taken the packet and gives it its ESP sequence number
 * (xfrm_output_one(), net/xfrm/xfrm_output.c, right before the state's own packet counter rises).
 * States of AH and IPComp pass here as well, and are not counted. What IPComp compresses is read
 * before it does.
 *
 * Entered and not left, since that costs a third less: the number is the state's next one.
 */
#include "emit.bpf.h"
#include "in_flight.bpf.h"
#include "payload.bpf.h"
#include "sequence.bpf.h"
#include "state.bpf.h"

#define LAST_SEQUENCE (~0u)

static __noinline int remember_compressed(struct sk_buff *skb, struct xfrm_state *x)
{
	struct canary_compressed *remembered = compressed_probe();
	struct canary_scratch *inner = clean_scratch();

	if (!inner || !remembered)
		return 0;
	compresses = 1;
	remembered->skb = 0;
	read_before_encryption(&inner->packet, &inner->probe, skb, x);
	if (inner->probe.leg == CANARY_NO_PROBE)
		return 0;
	remembered->probe = inner->probe;
	remembered->skb = (__u64)skb;
	return 0;
}

/* The state of ESP comes right after: whatever else it takes first, the probe was dropped. */
static __always_inline bool take_compressed(struct sk_buff *skb, struct canary_probe *probe)
{
	struct canary_compressed *remembered = compressed_probe();
	__u64 of_skb;

	if (!remembered)
		return false;
	of_skb = remembered->skb;
	remembered->skb = 0;
	if (of_skb != (__u64)skb)
		return false;
	*probe = remembered->probe;
	return true;
}

/* Where the packet is to leave: XFRM has made the route of what it will be. 0: not known. */
static __always_inline __u32 way_out(struct sk_buff *skb)
{
	const struct dst_entry *route = destination_of(skb);

	return route ? BPF_CORE_READ(route, dev, ifindex) : 0;
}

static __noinline int emit_probe(struct sk_buff *skb, struct xfrm_state *x, __u32 sequence)
{
	struct canary_scratch *inner = clean_scratch();
	struct ip_packet outer = {};
	struct canary_event *event;

	if (!inner)
		return 0;
	if (!compresses || !take_compressed(skb, &inner->probe))
		read_before_encryption(&inner->packet, &inner->probe, skb, x);
	if (inner->probe.leg == CANARY_NO_PROBE)
		return 0;
	put_state(&outer, x);
	outer.sequence_be = bpf_htonl(sequence);
	remember_in_flight(esp_name(outer.spi_be, outer.sequence_be));

	event = begin_event(CANARY_PROBE_ENCRYPTED);
	if (!event)
		return 0;
	put_packet(event, &outer);
	event->mark = BPF_CORE_READ(skb, mark);
	event->device = way_out(skb);
	event->null_cipher = has_null_cipher(x);
	event->probe = inner->probe;
	submit_calmly(event);
	return 0;
}

static __noinline int count_any(struct xfrm_state *x, __u32 length, __u32 sequence)
{
	struct canary_scratch *encrypted = clean_scratch();
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!encrypted || !self)
		return 0;
	put_state(&encrypted->packet, x);
	counter = find_counter(self, CANARY_ENCRYPTED, &encrypted->packet, &slot);
	if (counter) {
		counter->packets++;
		counter->bytes += length;
		note_given(counter, slot, sequence);
	}
	return 0;
}

/* The numbers of a state are used up, and it does not begin again: the packet will be dropped. */
static __noinline int refuses_to_wrap(struct xfrm_state *x)
{
	if (BPF_CORE_READ(x, repl_mode) ==
	    bpf_core_enum_value(enum xfrm_replay_mode, XFRM_REPLAY_MODE_ESN))
		return BPF_CORE_READ(x, replay_esn, oseq_hi) == LAST_SEQUENCE;
	return !(BPF_CORE_READ(x, props.extra_flags) & STATE_MAY_WRAP);
}

/* False, and nothing done, where this is not the usual case. For fentry, which reads members in
 * place. */
static __always_inline bool count_usual(struct xfrm_state *x, __u32 length, __u32 sequence)
{
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self || x->props.family != FAMILY_INET)
		return false;
	counter = first_ipv4_counter(self, CANARY_ENCRYPTED, x->id.spi, x->props.saddr.a4,
				     x->id.daddr.a4, &slot);
	if (!counter)
		return false;
	counter->packets++;
	counter->bytes += length;
	note_given(counter, slot, sequence);
	return true;
}

SEC("fentry/xfrm_replay_overflow")
int BPF_PROG(xfrm_replay_overflow_fentry, struct xfrm_state *x, struct sk_buff *skb)
{
	const struct xfrm_replay_state_esn *esn;
	__u32 length, last;
	__u8 meanings;

	if ((__u64)x->xs_net.net != node_net)
		return 0;
	if (x->id.proto != IPPROTO_ESP)
		return x->id.proto == IPPROTO_COMP ? remember_compressed(skb, x) : 0;
	esn = x->replay_esn;
	last = esn ? esn->oseq : x->replay.oseq;
	length = skb->len;
	if (last == LAST_SEQUENCE && refuses_to_wrap(x))
		return 0;
	meanings = meanings_of_length(length);
	if ((meanings && may_carry_probe(meanings, x->props.mode)) || compresses)
		emit_probe(skb, x, last + 1);
	if (!count_usual(x, length, last + 1))
		count_any(x, length, last + 1);
	return 0;
}

SEC("kprobe/xfrm_replay_overflow")
int BPF_KPROBE(xfrm_replay_overflow_kprobe, struct xfrm_state *x, struct sk_buff *skb)
{
	const struct xfrm_replay_state_esn *esn;
	__u32 length, last;
	__u8 protocol;

	if ((__u64)BPF_CORE_READ(x, xs_net.net) != node_net)
		return 0;
	protocol = BPF_CORE_READ(x, id.proto);
	if (protocol != IPPROTO_ESP)
		return protocol == IPPROTO_COMP ? remember_compressed(skb, x) : 0;
	esn = BPF_CORE_READ(x, replay_esn);
	last = esn ? BPF_CORE_READ(esn, oseq) : BPF_CORE_READ(x, replay.oseq);
	length = BPF_CORE_READ(skb, len);
	if (last == LAST_SEQUENCE && refuses_to_wrap(x))
		return 0;
	if (may_carry_probe(meanings_of_length(length), BPF_CORE_READ(x, props.mode)) || compresses)
		emit_probe(skb, x, last + 1);
	count_any(x, length, last + 1);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 1 and 3: ESP arrives from the wire; what XFRM made of it passes the same hook once
 * more (gro_cells_receive() puts it back on the same device, net/xfrm/xfrm_input.c).
 */
#include "sequence.bpf.h"
#include "tc.bpf.h"

static __always_inline void count_arrival(struct canary_cpu *self, struct canary_counter *counter,
					  __u32 slot, __u32 spi_be, __u32 sequence_be, __u32 length)
{
	counter->packets++;
	counter->bytes += length;
	self->arrived_spi_be = spi_be;
	self->arrived_sequence_be = sequence_be;
	self->arrived_slot = slot;
	self->arrived_bytes = length;
	note_sequence(counter, bpf_ntohl(sequence_be));
}

static __always_inline void on_esp(const struct ip_packet *packet)
{
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self)
		return;
	counter = find_counter(self, CANARY_ARRIVED, packet->spi_be, &packet->addresses,
			       packet->family, &slot);
	if (counter)
		count_arrival(self, counter, slot, packet->spi_be, packet->sequence_be,
			      packet->length);
}

static __always_inline void on_clear(struct __sk_buff *skb, const struct ip_packet *packet)
{
	struct bpf_xfrm_state state = {};
	struct canary_probe probe = {};
	struct canary_event *event;

	read_probe(skb, packet, &probe);
	if (probe.leg == CANARY_NO_PROBE)
		return;
	event = begin_event(CANARY_PROBE_ARRIVED);
	if (!event)
		return;
	put_packet(event, packet);
	if (!bpf_skb_get_xfrm_state(skb, 0, &state, sizeof(state), 0)) {
		event->decrypted = 1;
		event->spi = bpf_ntohl(state.spi);
	}
	event->probe = probe;
	bpf_ringbuf_submit(event, 0);
}

static __noinline int on_any_packet(struct __sk_buff *skb)
{
	struct ip_packet packet = {};

	parse(skb, &packet);
	if (!packet.family)
		return 0;
	if (packet.spi_be)
		on_esp(&packet);
	else
		on_clear(skb, &packet);
	return 0;
}

/* False, and nothing done, where this is not the usual case. */
static __always_inline bool count_usual_esp(const struct iphdr *ip)
{
	const __u32 *esp = (const __u32 *)(ip + 1);
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self)
		return false;
	counter = first_ipv4_counter(self, CANARY_ARRIVED, esp[0], ip->saddr, ip->daddr, &slot);
	if (!counter)
		return false;
	count_arrival(self, counter, slot, esp[0], esp[1], bpf_ntohs(ip->tot_len));
	return true;
}

static __always_inline bool is_usual(const struct iphdr *ip)
{
	if (ip->protocol == IPPROTO_ESP)
		return count_usual_esp(ip);
	return ip->protocol != IPPROTO_UDP || !may_be_probe(bpf_ntohs(ip->tot_len));
}

SEC("tc")
int tc_ingress(struct __sk_buff *skb)
{
	const struct iphdr *ip = plain_ipv4(skb);

	if (!ip || !is_usual(ip))
		on_any_packet(skb);
	return PASS_ON;
}

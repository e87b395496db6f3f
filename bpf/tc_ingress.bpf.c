// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 1 and 3: ESP arrives from the wire; what XFRM made of it passes the same hook once
 * more (gro_cells_receive() puts it back on the same device, net/xfrm/xfrm_input.c).
 */
#include "tc.bpf.h"

static __always_inline void on_esp(const struct ip_packet *packet)
{
	struct canary_counter *counter;
	struct canary_cpu *self;
	__u32 slot;

	counter = find_counter(CANARY_ARRIVED, packet->spi_be, &packet->addresses, packet->family,
			       &slot);
	if (!counter)
		return;
	counter->packets++;
	counter->bytes += packet->length;
	self = this_cpu();
	if (!self)
		return;
	self->arrived_spi_be = packet->spi_be;
	self->arrived_sequence_be = packet->sequence_be;
	self->arrived_slot = slot;
	self->arrived_bytes = packet->length;
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

SEC("tc")
int tc_ingress(struct __sk_buff *skb)
{
	struct ip_packet packet = {};

	parse(skb, &packet);
	if (!packet.family)
		return PASS_ON;
	if (packet.spi_be)
		on_esp(&packet);
	else
		on_clear(skb, &packet);
	return PASS_ON;
}

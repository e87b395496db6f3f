/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Events for userspace: reserved, filled, submitted; a full ring buffer is counted, never silent.
 */
#ifndef XFRM_CANARY_EMIT_BPF_H
#define XFRM_CANARY_EMIT_BPF_H

#include "count.bpf.h"
#include "maps.bpf.h"

/* A zeroed event of this kind with its time, or NULL (and counted). */
static __always_inline struct canary_event *begin_event(__u32 kind)
{
	struct canary_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	struct canary_cpu *self;

	if (!event) {
		self = this_cpu();
		if (self)
			self->events_lost++;
		return NULL;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->kind = kind;
	event->boot_ns = bpf_ktime_get_boot_ns();
	return event;
}

static __always_inline void put_packet(struct canary_event *event, const struct ip_packet *packet)
{
	event->family = packet->family;
	event->spi = bpf_ntohl(packet->spi_be);
	event->esp_sequence = bpf_ntohl(packet->sequence_be);
	__builtin_memcpy(event->source, packet->addresses.source, 16);
	__builtin_memcpy(event->destination, packet->addresses.destination, 16);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Events for userspace: reserved, filled, submitted; a full ring buffer is counted, never silent.
 */
#ifndef XFRM_CANARY_EMIT_BPF_H
#define XFRM_CANARY_EMIT_BPF_H

#include <stdbool.h>

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

/* For an event that may wait until userspace reads on its own (every CANARY_READ_INTERVAL_MS): to
 * wake it up costs more than all else that is done for a probe. */
static __always_inline void submit_calmly(struct canary_event *event)
{
	const bool room = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) < CANARY_EVENT_BYTES / 4;

	bpf_ringbuf_submit(event, room ? BPF_RB_NO_WAKEUP : BPF_RB_FORCE_WAKEUP);
}

/* For an event that userspace should know of at once. Without force the kernel would not wake it
 * up where an event that may wait lies before this one (bpf_ringbuf_commit(),
 * kernel/bpf/ringbuf.c). */
static __always_inline void submit_urgently(struct canary_event *event)
{
	bpf_ringbuf_submit(event, BPF_RB_FORCE_WAKEUP);
}

/* A drop of this row whose packet is not known, urgently; nothing where `packets` is 0. In
 * emit.bpf.c. */
int emit_unnamed_drop(__u32 row, __u64 packets);

#endif

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Telling of a drop whose packet is not known. */
#include "emit.bpf.h"

int emit_unnamed_drop(__u32 row, __u64 packets)
{
	struct canary_event *event;

	if (!packets)
		return 0;
	event = begin_event(CANARY_PACKET_DROPPED);
	if (!event)
		return 0;
	event->drop_counter = row;
	event->packets = packets;
	submit_urgently(event);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Naming drops with the kernel's own counters. XFRM_INC_STATS is an inline per-CPU add without a
 * hook, so a program that runs right behind it compares the CPU's counters with what this CPU saw
 * last: the row that rose is the cause, on any kernel, also for rows that are newer than this code.
 */
#ifndef XFRM_CANARY_DROP_WATCH_BPF_H
#define XFRM_CANARY_DROP_WATCH_BPF_H

#include "emit.bpf.h"

struct drop_rise {
	__u32 row; /* of /proc/net/xfrm_stat, the last that rose */
	__u32 rows; /* how many rose */
	__u64 packets; /* by how much in all */
};

/* This CPU's counters of the node's namespace; row 0 of the file is index 1 of the array, since
 * LINUX_MIB_XFRMNUM is 0 (include/uapi/linux/snmp.h). */
static __always_inline bool read_drop_counters(__u64 *rows)
{
	const __u32 cpu = bpf_get_smp_processor_id();
	__u64 offset = 0;

	if (bpf_probe_read_kernel(&offset, sizeof(offset), (void *)(per_cpu_offsets + cpu * 8ull)))
		return false;
	return !bpf_probe_read_kernel(rows, sizeof(__u64) * CANARY_MAX_DROP_COUNTERS,
				      (void *)(node_xfrm_statistics + offset + sizeof(__u64)));
}

static __always_inline void emit_unnamed_drop(__u32 row, __u64 packets)
{
	struct canary_event *event = begin_event(CANARY_PACKET_DROPPED);

	if (!event)
		return;
	event->drop_counter = row;
	event->packets = packets;
	submit_urgently(event);
}

/*
 * What rose on this CPU since the last look. More than one packet at once cannot be told apart:
 * those become events without a packet here, and `rise->packets` says so.
 */
static __noinline int take_rise(struct drop_rise *rise)
{
	struct canary_cpu *self = this_cpu();
	__u64 now[CANARY_MAX_DROP_COUNTERS];
	__u32 row;

	if (!rise || !self || !self->watching || !read_drop_counters(now))
		return 0;
	for (row = 0; row < CANARY_MAX_DROP_COUNTERS && row < drop_counter_count; row++) {
		if (now[row] == self->drop_counters[row])
			continue;
		rise->row = row;
		rise->rows++;
		rise->packets += now[row] - self->drop_counters[row];
	}
	if (rise->packets > 1) {
		for (row = 0; row < CANARY_MAX_DROP_COUNTERS && row < drop_counter_count; row++)
			if (now[row] != self->drop_counters[row])
				emit_unnamed_drop(row, now[row] - self->drop_counters[row]);
	}
	if (rise->packets)
		__builtin_memcpy(self->drop_counters, now, sizeof(now));
	return 0;
}

#endif

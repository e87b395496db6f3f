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
	__u64 packets; /* by how much all rows rose */
	__u32 row; /* of /proc/net/xfrm_stat, from 0, that rose; where it is one packet */
};

/* This CPU's counters of the node's namespace; row 0 of the file is index 1 of the array, since
 * LINUX_MIB_XFRMNUM is 0 (include/uapi/linux/snmp.h). Rows that the file does not have stay as they
 * are: what lies there is not XFRM's. */
static __always_inline bool read_drop_counters(const struct canary_cpu *self, __u64 *rows)
{
	const __u64 first = node_xfrm_statistics + self->per_cpu_offset + sizeof(__u64);
	const __u32 size = drop_counter_count * sizeof(__u64);

	return size <= sizeof(__u64) * CANARY_MAX_DROP_COUNTERS &&
	       !bpf_probe_read_kernel(rows, size, (const void *)first);
}

/*
 * What rose on this CPU since the last look. More than one packet at once cannot be told apart:
 * those become events without a packet here, and `rise->packets` says so. Loops without a branch
 * for each row: the verifier would follow all of them.
 */
static __noinline int take_rise(struct drop_rise *rise)
{
	struct canary_cpu *self = this_cpu();
	__u64 now[CANARY_MAX_DROP_COUNTERS] = {};
	__u64 packets = 0, row_of_one = 0;
	__u32 row;

	if (!rise || !self || !self->watching || !read_drop_counters(self, now))
		return 0;
	for (row = 0; row < CANARY_MAX_DROP_COUNTERS; row++) {
		packets += now[row] - self->drop_counters[row];
		row_of_one += (now[row] - self->drop_counters[row]) * row;
	}
	rise->packets = packets;
	rise->row = row_of_one;
	if (packets > 1)
		for (row = 0; row < CANARY_MAX_DROP_COUNTERS; row++)
			emit_unnamed_drop(row, now[row] - self->drop_counters[row]);
	if (packets)
		__builtin_memcpy(self->drop_counters, now, sizeof(now));
	return 0;
}

#endif

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * No hook: what userspace has run once (BPF_PROG_TEST_RUN) to learn where things are, and to begin
 * and end the watch over the kernel's drop counters.
 */
#include "drop_watch.bpf.h"
#include "per_cpu.bpf.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

static __always_inline struct net *network_namespace(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	return BPF_CORE_READ(task, nsproxy, net_ns);
}

/* Run once by a thread that stands in the node's network namespace. */
SEC("raw_tp")
int remember_netns(void *context)
{
	struct net *net = network_namespace();

	node_xfrm_statistics = (__u64)BPF_CORE_READ(net, mib.xfrm_statistics);
	node_net = (__u64)net;
	return 0;
}

/* Run once by a thread that stands in the network namespace of the probes. */
SEC("raw_tp")
int remember_probe_netns(void *context)
{
	probe_net = (__u64)network_namespace();
	return 0;
}

/* Run once on every CPU: from here on every rise of a counter on this CPU becomes an event. */
SEC("raw_tp")
int begin_watch(void *context)
{
	struct canary_cpu *self = this_cpu();
	__u64 now[CANARY_MAX_DROP_COUNTERS] = {};
	__u64 offset;

	if (!self || !find_per_cpu_offset(&offset))
		return 1;
	self->per_cpu_offset = offset;
	if (!read_drop_counters(self, now))
		return 1;
	__builtin_memcpy(self->drop_counters, now, sizeof(now));
	self->watching = 1;
	return 0;
}

/* Run once on every CPU at the end: what rose without a packet that could be named is told now. */
SEC("raw_tp")
int end_watch(void *context)
{
	struct canary_cpu *self = this_cpu();
	struct drop_rise rise = {};

	take_rise(&rise);
	if (rise.packets == 1)
		emit_unnamed_drop(rise.row, 1);
	if (self)
		self->watching = 0;
	return 0;
}

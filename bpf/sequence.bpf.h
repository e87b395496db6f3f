/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which ESP sequence numbers a slot has counted. A packet whose number follows the last one costs
 * four instructions; all others are looked at out of line. Noted after it was counted.
 */
#ifndef XFRM_CANARY_SEQUENCE_BPF_H
#define XFRM_CANARY_SEQUENCE_BPF_H

#include "count.bpf.h"

/* A number that does not follow the last one of this slot. */
int note_out_of_order(__u32 slot, __u32 sequence);

/* Of a packet on the wire. */
static __always_inline void note_sequence(struct canary_counter *counter, __u32 slot,
					  __u32 sequence)
{
	if (sequence == counter->highest_sequence + 1)
		counter->highest_sequence = sequence;
	else
		note_out_of_order(slot, sequence);
}

/* Numbers are given out in order: one that falls back is another state's. Of several CPUs that
 * share a state each one skips what the others gave out. */
int note_given_out_of_order(__u32 slot, __u32 sequence);

/* Of a packet that was given its number here. */
static __always_inline void note_given(struct canary_counter *counter, __u32 slot, __u32 sequence)
{
	if (sequence == counter->highest_sequence + 1)
		counter->highest_sequence = sequence;
	else
		note_given_out_of_order(slot, sequence);
}

#endif

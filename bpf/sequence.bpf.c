// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* ESP sequence numbers that do not follow the last one of their slot. */
#include "sequence.bpf.h"

/* So many numbers behind the highest one it is known which were seen. */
#define REMEMBERED 32

/* Bits 0 to n - 1; n may be anything. */
static __always_inline __u32 low_bits(__u32 n)
{
	return n < REMEMBERED ? (1u << n) - 1 : ~0u;
}

static __always_inline __u32 shifted(__u32 bits, __u32 by)
{
	return by < REMEMBERED ? bits << by : 0;
}

/* The numbers begin at `sequence`: that of the first packet here, or of a state that is new. */
static __always_inline void begin_sequence(struct canary_counter *counter, __u32 sequence)
{
	counter->before_first = sequence - 1;
	counter->highest_sequence = sequence;
	counter->missing = 0;
	counter->missing_below = sequence;
}

/* All packets but the last `of_new` ones were of a state that is no more. */
static __always_inline void restart_sequence(struct canary_counter *counter, __u32 sequence,
					     __u32 of_new)
{
	counter->previous_before_first = counter->before_first;
	counter->previous_highest = counter->highest_sequence;
	counter->previous_packets = counter->packets - of_new;
	counter->restarts++;
	begin_sequence(counter, sequence);
}

/* Numbers up to `sequence` were skipped. */
static __always_inline void skip_ahead(struct canary_counter *counter, __u32 sequence)
{
	const __u32 ahead = sequence - counter->highest_sequence;

	counter->missing = shifted(counter->missing, ahead) | (low_bits(ahead) & ~1u);
	counter->missing_below = sequence;
	counter->highest_sequence = sequence;
}

/* One of the last numbers once more (true), or late. */
static __always_inline bool look_back(struct canary_counter *counter, __u32 sequence, __u32 behind)
{
	const __u32 known = counter->highest_sequence - counter->before_first;

	if (behind >= known) { /* overtaken by the very first one that was seen */
		counter->missing |= low_bits(behind) & ~low_bits(known);
		counter->before_first = sequence - 1;
		counter->reordered++;
	} else if (counter->missing >> (behind & (REMEMBERED - 1)) & 1) {
		counter->missing &= ~(1u << (behind & (REMEMBERED - 1)));
		counter->reordered++;
	} else {
		counter->duplicated++;
		return true;
	}
	return false;
}

/* Two packets in a row, the second one after the first, both far behind: a state that begins again,
 * and no straggler. Where they are not far behind, only 1 and 2, both for the second time: others
 * may well be late, or duplicates. */
static __always_inline bool begins_again(struct canary_counter *counter, __u32 sequence)
{
	const __u32 behind = (counter->highest_sequence - sequence) & (REMEMBERED - 1);
	const __u32 after = sequence - counter->stray;
	const bool in_a_row = counter->stray_at == (__u16)(counter->packets - 1);

	if (counter->highest_sequence - counter->stray < REMEMBERED)
		return in_a_row && after == 1 && !(counter->missing >> behind & 1);
	return in_a_row && after > 0 && after <= REMEMBERED;
}

int note_out_of_order(__u32 slot, __u32 sequence)
{
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 behind, stray;

	if (!self)
		return 0;
	counter = counter_at(self, slot);
	behind = counter->highest_sequence - sequence;
	stray = counter->stray;
	if (counter->packets == 1) {
		begin_sequence(counter, sequence);
		return 0;
	}
	/* What followed in order since the last look was seen. */
	counter->missing =
		shifted(counter->missing, counter->highest_sequence - counter->missing_below);
	counter->missing_below = counter->highest_sequence;
	if ((__s32)behind < 0) {
		skip_ahead(counter, sequence);
		return 0;
	}
	if (begins_again(counter, sequence)) {
		if (counter->highest_sequence - stray < REMEMBERED)
			counter->duplicated--;
		else
			counter->reordered--;
		restart_sequence(counter, stray, 2);
		skip_ahead(counter, sequence);
		return 0;
	}
	if (behind >= REMEMBERED)
		counter->reordered++;
	else if (!look_back(counter, sequence, behind) || sequence != 1)
		return 0;
	counter->stray = sequence;
	counter->stray_at = (__u16)counter->packets;
	return 0;
}

int note_given_out_of_order(__u32 slot, __u32 sequence)
{
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;

	if (!self)
		return 0;
	counter = counter_at(self, slot);
	if (counter->packets == 1)
		begin_sequence(counter, sequence);
	else if ((__s32)(sequence - counter->highest_sequence) > 0)
		counter->highest_sequence = sequence;
	else
		restart_sequence(counter, sequence, 1);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Working space of the programs that run with softirqs off: one at a time on each CPU. */
#ifndef XFRM_CANARY_SCRATCH_BPF_H
#define XFRM_CANARY_SCRATCH_BPF_H

#include "maps.bpf.h"
#include "packet.bpf.h"

struct canary_scratch {
	struct ip_packet packet;
	struct canary_probe probe;
	struct ip_packet outer; /* what carries `packet`, where that was asked for */
	struct canary_plaintext_key plaintext;
};

CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct canary_scratch);
} scratches SEC(".maps");

/* A probe that a state of IPComp is about to compress, until the state of ESP behind it takes it.
 */
struct canary_compressed {
	__u64 skb; /* 0: none */
	struct canary_probe probe;
};

CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct canary_compressed);
} compressed SEC(".maps");

/* As the last user left it; NULL only for the verifier. */
static __always_inline struct canary_scratch *scratch(void)
{
	const __u32 only = 0;

	return bpf_map_lookup_elem(&scratches, &only);
}

/* NULL only for the verifier. */
static __always_inline struct canary_compressed *compressed_probe(void)
{
	const __u32 only = 0;

	return bpf_map_lookup_elem(&compressed, &only);
}

/* The same; packet and probe are zeroed. */
static __always_inline struct canary_scratch *clean_scratch(void)
{
	struct canary_scratch *clean = scratch();

	if (clean)
		__builtin_memset(clean, 0, offsetof(struct canary_scratch, outer));
	return clean;
}

#endif

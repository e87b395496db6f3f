/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Where headers are read from. */
#ifndef XFRM_CANARY_HEADER_SOURCE_BPF_H
#define XFRM_CANARY_HEADER_SOURCE_BPF_H

#include <stdbool.h>

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Where the bytes are: in the packet of a tc program, or in kernel memory. The callers know which
 * when they are compiled, so the other way of reading is not in their program. */
struct header_source {
	struct __sk_buff *skb; /* from the IP header on */
	const void *memory; /* of the IP header; where skb is NULL */
};

static __always_inline bool copy_bytes(struct header_source from, __u32 offset, void *to,
				       __u32 size)
{
	if (from.skb)
		return !bpf_skb_load_bytes_relative(from.skb, offset, to, size, BPF_HDR_START_NET);
	return !bpf_probe_read_kernel(to, size, from.memory + offset);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Packets in the clear between addresses of which somebody demands encryption. */
#ifndef XFRM_CANARY_PLAINTEXT_BPF_H
#define XFRM_CANARY_PLAINTEXT_BPF_H

#include "maps.bpf.h"
#include "packet.bpf.h"

/* Bits: CANARY_PROTECTED_LOCAL, CANARY_PROTECTED_REMOTE. */
static __always_inline __u32 protection_of(const __u32 *address, __u8 family)
{
	struct canary_prefix_key key = { .prefix_bits = 32 + (family == 4 ? 32 : 128),
					 .family = family };
	const __u32 *protection;

	__builtin_memcpy(key.address, address, sizeof(key.address));
	protection = bpf_map_lookup_elem(&protected_prefixes, &key);
	return protection ? *protection : 0;
}

/* Counts the scratch's packet, which is neither ESP nor came out of ESP, and the one that carries
 * it: enum canary_clear_way. In plaintext.bpf.c. */
int count_plaintext(struct __sk_buff *skb, int way);

#endif

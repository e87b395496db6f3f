/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Reading states, slowly: for what the fast paths leave over. */
#ifndef XFRM_CANARY_STATE_BPF_H
#define XFRM_CANARY_STATE_BPF_H

#include <stdbool.h>

#include "kernel_compat.bpf.h"
#include "packet.bpf.h"

#define EIGHT_LETTERS(text) (*(const __u64 *)(text))

static __always_inline bool is_ipv6(struct xfrm_state *x)
{
	return BPF_CORE_READ(x, props.family) == FAMILY_INET6;
}

/* The outer header that the state makes or expects, into a packet whose addresses are zero. Of an
 * IPv4 state only the first word of each address counts; what is behind it is the caller's of
 * XFRM_MSG_NEWSA and may be anything. */
static __always_inline void put_state(struct ip_packet *packet, struct xfrm_state *x)
{
	packet->spi_be = BPF_CORE_READ(x, id.spi);
	if (is_ipv6(x)) {
		packet->family = 6;
		BPF_CORE_READ_INTO(&packet->addresses.source, x, props.saddr.a6);
		BPF_CORE_READ_INTO(&packet->addresses.destination, x, id.daddr.a6);
	} else {
		packet->family = 4;
		packet->addresses.source[0] = BPF_CORE_READ(x, props.saddr.a4);
		packet->addresses.destination[0] = BPF_CORE_READ(x, id.daddr.a4);
	}
}

/*
 * The state authenticates and does not encrypt: "ecb(cipher_null)" (RFC 2410), or an AEAD like
 * "rfc4543(gcm(aes))". Names are those of net/xfrm/xfrm_algo.c, whatever the state was added with;
 * no other begins with the same eight letters.
 */
static __always_inline bool has_null_cipher(struct xfrm_state *x)
{
	const struct xfrm_algo *cipher = BPF_CORE_READ(x, ealg);
	const struct xfrm_algo_aead *aead = BPF_CORE_READ(x, aead);
	__u64 name = 0;

	if (cipher)
		bpf_probe_read_kernel(&name, sizeof(name), cipher->alg_name);
	else if (aead)
		bpf_probe_read_kernel(&name, sizeof(name), aead->alg_name);
	return name == EIGHT_LETTERS("ecb(ciph") || name == EIGHT_LETTERS("rfc4543(");
}

#endif

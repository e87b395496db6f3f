/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* What both directions of the uplink do alike. Packets and verdicts are never changed. */
#ifndef XFRM_CANARY_TC_BPF_H
#define XFRM_CANARY_TC_BPF_H

#include <linux/ip.h>
#include <linux/pkt_cls.h>

#include "emit.bpf.h"
#include "headers.bpf.h"
#include "scratch.bpf.h"

/* TCX_NEXT and TC_ACT_UNSPEC are both -1: go on with the next program, or with the stack. */
#define PASS_ON TC_ACT_UNSPEC

/* The first 8 bytes of IPv4: version 4, 5 words of header, and no offset of a fragment. */
#define PLAIN_IPV4 bpf_cpu_to_be64(0x4500000000000000ull)
#define PLAIN_IPV4_MASK bpf_cpu_to_be64(0xff00000000001fffull)

/* What nearly every packet is: IPv4 without options, and no later fragment; the header and 8 bytes
 * behind it readable in place. NULL for all others. `link_header`: the bytes before it. */
static __always_inline const struct iphdr *plain_ipv4(struct __sk_buff *skb, __u32 link_header)
{
	const __u8 *end = (const __u8 *)(long)skb->data_end;
	const __u8 *ip = (const __u8 *)(long)skb->data + link_header;

	if (skb->protocol != bpf_htons(ETH_P_IP) || ip + IPV4_HEADER_LENGTH + 8 > end ||
	    (*(const __u64 *)ip & PLAIN_IPV4_MASK) != PLAIN_IPV4)
		return NULL;
	return (const struct iphdr *)ip;
}

/* Whether these ports are those of something that carries packets. */
static __always_inline bool carries_packets(const __u16 *udp)
{
	return udp[0] == bpf_htons(ESP_IN_UDP_PORT) || udp[1] == bpf_htons(ESP_IN_UDP_PORT) ||
	       overlay_ports[udp[1]];
}

/* ESP in an overlay is followed only where the overlay's device is watched as well. */
static __always_inline bool is_followed(const struct ip_packet *esp)
{
	return has_overlay || !esp->in_overlay;
}

/* These write into a clean scratch, in tc.bpf.c; `link_header`: ETH_HLEN, or 0 on a device without
 * a link layer (tun, PPP). Not 0: the packet is IP, and whole or the first fragment. */
int parse(struct __sk_buff *skb, __u32 link_header);
int parse_header_by_header(struct __sk_buff *skb); /* the slow way, right for every packet */

/* The scratch's packet becomes the scratch's probe, if it is one: enum canary_leg. */
int parse_probe_in(struct __sk_buff *skb);

#endif

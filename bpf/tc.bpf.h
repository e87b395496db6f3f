/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* What both directions of the uplink do alike. Packets and verdicts are never changed. */
#ifndef XFRM_CANARY_TC_BPF_H
#define XFRM_CANARY_TC_BPF_H

#include <linux/ip.h>
#include <linux/pkt_cls.h>

#include "emit.bpf.h"
#include "headers.bpf.h"

/* TCX_NEXT and TC_ACT_UNSPEC are both -1: go on with the next program, or with the stack. */
#define PASS_ON TC_ACT_UNSPEC

/* The first 8 bytes of IPv4: version 4, 5 words of header, and no offset of a fragment. */
#define PLAIN_IPV4 bpf_cpu_to_be64(0x4500000000000000ull)
#define PLAIN_IPV4_MASK bpf_cpu_to_be64(0xff00000000001fffull)

/* What nearly every packet is: IPv4 without options, and no later fragment; the header and 8 bytes
 * behind it readable in place. NULL for all others. */
static __always_inline const struct iphdr *plain_ipv4(struct __sk_buff *skb)
{
	const __u8 *end = (const __u8 *)(long)skb->data_end;
	const __u8 *ip = (const __u8 *)(long)skb->data + uplink_header_length;

	if (skb->protocol != bpf_htons(ETH_P_IP) || ip + IPV4_HEADER_LENGTH + 8 > end ||
	    (*(const __u64 *)ip & PLAIN_IPV4_MASK) != PLAIN_IPV4)
		return NULL;
	return (const struct iphdr *)ip;
}

static __noinline int read_carried(struct __sk_buff *skb, struct ip_packet *packet)
{
	read_headers((struct header_source){ .skb = skb }, packet);
	return 0;
}

/* Whether these ports are those of something that may carry ESP. */
static __always_inline bool may_carry_esp(const __u16 *udp)
{
	return udp[0] == bpf_htons(ESP_IN_UDP_PORT) || udp[1] == bpf_htons(ESP_IN_UDP_PORT) ||
	       (has_overlay && is_vxlan_port(udp[1]));
}

/* IPv6 without extension headers, the header and 8 bytes behind it readable in place. */
static __always_inline const __u8 *plain_ipv6(struct __sk_buff *skb)
{
	const __u8 *end = (const __u8 *)(long)skb->data_end;
	const __u8 *ip = (const __u8 *)(long)skb->data + uplink_header_length;

	if (skb->protocol != bpf_htons(ETH_P_IPV6) || ip + IPV6_HEADER_LENGTH + 8 > end ||
	    is_extension_header(ip[6]))
		return NULL;
	return ip;
}

/* Leaves family 0 where the packet is not IP. */
static __always_inline void parse(struct __sk_buff *skb, struct ip_packet *packet)
{
	const __u8 *ipv4 = (const __u8 *)plain_ipv4(skb);
	const __u8 *ipv6 = plain_ipv6(skb);
	const void *transport;

	if (ipv4) {
		copy_ipv4_header(packet, ipv4);
		transport = ipv4 + IPV4_HEADER_LENGTH;
	} else if (ipv6) {
		copy_ipv6_header(packet, ipv6);
		transport = ipv6 + IPV6_HEADER_LENGTH;
	} else {
		if (skb->protocol == bpf_htons(ETH_P_IP) || skb->protocol == bpf_htons(ETH_P_IPV6))
			read_carried(skb, packet);
		return;
	}
	if (packet->protocol == IPPROTO_ESP) {
		packet->spi_be = ((const __u32 *)transport)[0];
		packet->sequence_be = ((const __u32 *)transport)[1];
	} else if (packet->protocol == IPPROTO_UDP && may_carry_esp(transport)) {
		__builtin_memset(packet, 0, sizeof(*packet));
		read_carried(skb, packet);
	}
}

static __always_inline void read_probe(struct __sk_buff *skb, const struct ip_packet *packet,
				       struct canary_probe *probe)
{
	__u8 udp[60] = {};

	if (packet->protocol != IPPROTO_UDP || !may_be_probe(packet->length))
		return;
	if (bpf_skb_load_bytes_relative(skb, packet->transport_offset, udp, stamp_layout().needed,
					BPF_HDR_START_NET))
		return;
	parse_probe(udp, packet, probe);
}

#endif

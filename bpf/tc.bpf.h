/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* What both directions of the uplink do alike. Packets and verdicts are never changed. */
#ifndef XFRM_CANARY_TC_BPF_H
#define XFRM_CANARY_TC_BPF_H

#include <linux/ip.h>
#include <linux/pkt_cls.h>

#include "emit.bpf.h"

/* TCX_NEXT and TC_ACT_UNSPEC are both -1: go on with the next program, or with the stack. */
#define PASS_ON TC_ACT_UNSPEC

/* What nearly every packet is: IPv4 without options, the header and 8 bytes behind it readable in
 * place. NULL for all others. */
static __always_inline const struct iphdr *plain_ipv4(struct __sk_buff *skb)
{
	const __u8 *end = (const __u8 *)(long)skb->data_end;
	const __u8 *ip = (const __u8 *)(long)skb->data + uplink_header_length;

	if (skb->protocol != bpf_htons(ETH_P_IP) || ip + IPV4_HEADER_LENGTH + 8 > end ||
	    ip[0] != 0x45)
		return NULL;
	return (const struct iphdr *)ip;
}

/* Headers that are not in the linear part of the packet: copied. Rare. */
static __noinline int parse_copied(struct __sk_buff *skb, struct ip_packet *packet)
{
	__u8 header[IPV6_HEADER_LENGTH] = {};
	__u32 esp[2] = {};
	const __u32 length =
		skb->protocol == bpf_htons(ETH_P_IP) ? IPV4_HEADER_LENGTH : IPV6_HEADER_LENGTH;

	if (!packet)
		return 0;
	if (length == IPV4_HEADER_LENGTH) {
		if (bpf_skb_load_bytes_relative(skb, 0, header, IPV4_HEADER_LENGTH,
						BPF_HDR_START_NET))
			return 0;
		copy_ipv4_header(packet, header);
	} else {
		if (bpf_skb_load_bytes_relative(skb, 0, header, IPV6_HEADER_LENGTH,
						BPF_HDR_START_NET))
			return 0;
		copy_ipv6_header(packet, header);
	}
	if (packet->protocol == IPPROTO_ESP &&
	    !bpf_skb_load_bytes_relative(skb, packet->transport_offset, esp, sizeof(esp),
					 BPF_HDR_START_NET)) {
		packet->spi_be = esp[0];
		packet->sequence_be = esp[1];
	}
	return 0;
}

/* Leaves family 0 where the packet is not IP. */
static __always_inline void parse(struct __sk_buff *skb, struct ip_packet *packet)
{
	const __u8 *end = (const __u8 *)(long)skb->data_end;
	const __u8 *ip = (const __u8 *)(long)skb->data + uplink_header_length;
	const __u32 *esp;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (ip + IPV4_HEADER_LENGTH + 8 > end || ip[0] != 0x45) {
			parse_copied(skb, packet);
			return;
		}
		copy_ipv4_header(packet, ip);
		esp = (const __u32 *)(ip + IPV4_HEADER_LENGTH);
	} else if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
		if (ip + IPV6_HEADER_LENGTH + 8 > end) {
			parse_copied(skb, packet);
			return;
		}
		copy_ipv6_header(packet, ip);
		esp = (const __u32 *)(ip + IPV6_HEADER_LENGTH);
	} else {
		return;
	}
	if (packet->protocol == IPPROTO_ESP) {
		packet->spi_be = esp[0];
		packet->sequence_be = esp[1];
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

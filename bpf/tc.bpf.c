// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Reading a packet of a device into the scratch. */
#include "tc.bpf.h"

static __always_inline int is_whole(const struct ip_packet *packet)
{
	return packet->family && packet->protocol != IPPROTO_FRAGMENT;
}

int parse_header_by_header(struct __sk_buff *skb)
{
	struct canary_scratch *parsed = clean_scratch();

	if (!parsed)
		return 0;
	read_headers((struct header_source){ .skb = skb }, &parsed->packet);
	return is_whole(&parsed->packet);
}

/* IPv6 without extension headers, the header and 8 bytes behind it readable in place. */
static __always_inline const __u8 *plain_ipv6(struct __sk_buff *skb, __u32 link_header)
{
	const __u8 *end = (const __u8 *)(long)skb->data_end;
	const __u8 *ip = (const __u8 *)(long)skb->data + link_header;

	if (skb->protocol != bpf_htons(ETH_P_IPV6) || ip + IPV6_HEADER_LENGTH + 8 > end ||
	    is_extension_header(ip[6]))
		return NULL;
	return ip;
}

int parse(struct __sk_buff *skb, __u32 any_link_header)
{
	/* The verifier does not know what callers give. */
	const __u32 link_header = any_link_header ? ETH_HLEN : 0;
	struct canary_scratch *parsed = clean_scratch();
	const __u8 *ipv4 = (const __u8 *)plain_ipv4(skb, link_header);
	const __u8 *ipv6 = plain_ipv6(skb, link_header);
	const void *transport;

	if (!parsed)
		return 0;
	if (ipv4) {
		copy_ipv4_header(&parsed->packet, ipv4);
		transport = ipv4 + IPV4_HEADER_LENGTH;
	} else if (ipv6) {
		copy_ipv6_header(&parsed->packet, ipv6);
		transport = ipv6 + IPV6_HEADER_LENGTH;
	} else {
		if (skb->protocol == bpf_htons(ETH_P_IP) || skb->protocol == bpf_htons(ETH_P_IPV6))
			return parse_header_by_header(skb);
		return 0;
	}
	if (parsed->packet.protocol == IPPROTO_ESP) {
		parsed->packet.spi_be = ((const __u32 *)transport)[0];
		parsed->packet.sequence_be = ((const __u32 *)transport)[1];
	} else if (wraps_packets(parsed->packet.protocol) ||
		   (parsed->packet.protocol == IPPROTO_UDP && carries_packets(transport))) {
		return parse_header_by_header(skb);
	}
	return is_whole(&parsed->packet);
}

int parse_probe_in(struct __sk_buff *skb)
{
	struct canary_scratch *parsed = scratch();
	__u8 udp[STAMP_NEEDED_MOST] = {};

	if (!parsed || parsed->packet.protocol != IPPROTO_UDP ||
	    !may_be_probe(parsed->packet.length))
		return CANARY_NO_PROBE;
	if (bpf_skb_load_bytes_relative(skb, parsed->packet.transport_offset, udp,
					stamp_layout().needed, BPF_HDR_START_NET))
		return CANARY_NO_PROBE;
	parse_probe(udp, &parsed->packet, &parsed->probe);
	return parsed->probe.leg;
}

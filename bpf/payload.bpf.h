/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The packet that a state encrypts or has decrypted, while XFRM has it. Where its headers lie
 * depends on the state's mode:
 *
 *   tunnel       data: the IP header of the packet
 *   transport    network header: its IP header, which moved to make room; data: what follows
 *   BEET         data: what follows the IP header, whose addresses are those of the selector
 */
#ifndef XFRM_CANARY_PAYLOAD_BPF_H
#define XFRM_CANARY_PAYLOAD_BPF_H

#include "headers.bpf.h"
#include "kernel_compat.bpf.h"
#include "state.bpf.h"

static __always_inline bool leaves_ip_outside(__u8 mode)
{
	return mode == MODE_TRANSPORT || mode == MODE_BEET;
}

/* What so many bytes that a state encrypts may be: bits of enum canary_length. Most are nothing, so
 * that fentry need not look at the mode of the state: each look costs ten instructions. */
static __always_inline __u8 meanings_of_length(__u32 length)
{
	return length < CANARY_MAX_PROBE_LENGTH ? probe_lengths[length] : 0;
}

static __always_inline bool may_carry_probe(__u8 meanings, __u8 mode)
{
	return meanings &
	       (leaves_ip_outside(mode) ? CANARY_LENGTH_OF_PAYLOAD : CANARY_LENGTH_OF_PACKET);
}

/* What stands behind an IP header that lies elsewhere: offsets count as if it stood before it. */
static __always_inline void read_behind_moved_ip(struct ip_packet *packet,
						 struct canary_probe *probe, const void *behind)
{
	const void *ip = behind - packet->transport_offset;

	read_behind_ip((struct header_source){ .memory = ip }, packet);
	if (!packet->spi_be)
		read_probe_at(probe, packet, ip);
}

static __always_inline void read_contiguous(struct ip_packet *packet, struct canary_probe *probe,
					    const void *ip)
{
	read_packet_at(packet, ip);
	if (!packet->spi_be)
		read_probe_at(probe, packet, ip);
}

/* The IP header in front of the payload. What is read of it is the packet's own header, except for
 * length and protocol, which are those of the moment. */
static __always_inline bool read_network_header(struct ip_packet *packet, struct sk_buff *skb)
{
	const void *ip = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, network_header);

	return read_ip_headers((struct header_source){ .memory = ip }, 0, packet);
}

static __always_inline void put_selector(struct ip_packet *packet, struct xfrm_state *x)
{
	const bool ipv6 = BPF_CORE_READ(x, sel.family) == FAMILY_INET6;

	__builtin_memset(&packet->addresses, 0, sizeof(packet->addresses));
	packet->family = ipv6 ? 6 : 4;
	packet->transport_offset = ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
	if (ipv6) {
		BPF_CORE_READ_INTO(&packet->addresses.source, x, sel.saddr.a6);
		BPF_CORE_READ_INTO(&packet->addresses.destination, x, sel.daddr.a6);
	} else {
		packet->addresses.source[0] = BPF_CORE_READ(x, sel.saddr.a4);
		packet->addresses.destination[0] = BPF_CORE_READ(x, sel.daddr.a4);
	}
}

/* A state is about to encrypt it (xfrm_output_one(), behind xfrm_outer_mode_output()). */
static __always_inline void read_before_encryption(struct ip_packet *packet,
						   struct canary_probe *probe, struct sk_buff *skb,
						   struct xfrm_state *x)
{
	const __u8 mode = BPF_CORE_READ(x, props.mode);
	const void *data = BPF_CORE_READ(skb, data);

	if (!leaves_ip_outside(mode))
		return read_contiguous(packet, probe, data);
	if (!read_network_header(packet, skb))
		return;
	if (mode == MODE_BEET)
		put_selector(packet, x);
	packet->length = packet->transport_offset + BPF_CORE_READ(skb, len);
	read_behind_moved_ip(packet, probe, data);
}

/* What the payload is, since the ESP trailer that told it is gone: UDP and GRE have no mark of
 * their own, so what they tell must fit the payload's length. */
static __always_inline __u8 protocol_of_payload(const void *payload, __u32 length)
{
	__u8 header[8];

	if (bpf_probe_read_kernel(header, sizeof(header), payload))
		return IPPROTO_NONE;
	if (bpf_ntohs(*(const __u16 *)(header + 4)) == length)
		return IPPROTO_UDP;
	if (header[0] >> 4 == 4 && bpf_ntohs(*(const __u16 *)(header + 2)) == length)
		return IPPROTO_IPIP;
	if (header[0] >> 4 == 6 &&
	    bpf_ntohs(*(const __u16 *)(header + 4)) + IPV6_HEADER_LENGTH == length)
		return IPPROTO_IPV6;
	return IPPROTO_GRE;
}

/* A state of transport mode has decrypted it (xfrm_input(), before xfrm_inner_mode_input()). */
static __always_inline void read_after_transport(struct ip_packet *packet,
						 struct canary_probe *probe, struct sk_buff *skb)
{
	const void *data = BPF_CORE_READ(skb, data);
	const __u32 length = BPF_CORE_READ(skb, len);

	if (!read_network_header(packet, skb))
		return;
	packet->protocol = protocol_of_payload(data, length);
	packet->length = packet->transport_offset + length;
	read_behind_moved_ip(packet, probe, data);
}

#endif

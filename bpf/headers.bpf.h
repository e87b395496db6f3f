/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Headers one by one, as far as ESP, or whatever else the packet is: IPv4 options, IPv6 extension
 * headers, ESP in UDP, and what an overlay carries. Each header is copied, so this is slow: for
 * packets that are not the usual ones, and for drops.
 *
 *   IP, extension headers, ESP
 *   IP, extension headers, UDP, ESP                              RFC 3948
 *   IP, an authentication header, and what it authenticates      RFC 4302
 *   an overlay (overlay.bpf.h), and any of these again
 */
#ifndef XFRM_CANARY_HEADERS_BPF_H
#define XFRM_CANARY_HEADERS_BPF_H

#include "header_source.bpf.h"
#include "overlay.bpf.h"
#include "packet.bpf.h"

static __always_inline bool is_extension_header(__u8 protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
	       protocol == IPPROTO_DSTOPTS || protocol == IPPROTO_FRAGMENT;
}

/* RFC 8200, 4.2 to 4.6: next header, then length in units of 8 bytes without the first one; a
 * fragment header has 8 bytes, and its offset in the upper 13 bits of the second word. */
static __always_inline void walk_extension_headers(struct header_source from,
						   struct ip_packet *packet)
{
	__u8 header[4];
	int walked;

	for (walked = 0; walked < MOST_EXTENSION_HEADERS; walked++) {
		if (!is_extension_header(packet->protocol))
			return;
		if (!copy_bytes(from, packet->transport_offset, header, sizeof(header)))
			return;
		if (packet->protocol != IPPROTO_FRAGMENT)
			packet->transport_offset += header[1] * 8;
		else if (*(const __u16 *)(header + 2) & bpf_htons(0xfff8))
			return;
		packet->transport_offset += 8;
		packet->protocol = header[0];
	}
}

/* The IP header at `offset`, and its extension headers. Leaves `packet` where it is none. */
static __always_inline bool read_ip_headers(struct header_source from, __u32 offset,
					    struct ip_packet *packet)
{
	__u8 header[IPV6_HEADER_LENGTH] = {};

	if (!copy_bytes(from, offset, header, IPV4_HEADER_LENGTH))
		return false;
	if (header[0] >> 4 == 4) {
		copy_ipv4_header(packet, header);
		packet->transport_offset += offset;
		return true;
	}
	if (header[0] >> 4 != 6 ||
	    !copy_bytes(from, offset + IPV4_HEADER_LENGTH, header + IPV4_HEADER_LENGTH,
			IPV6_HEADER_LENGTH - IPV4_HEADER_LENGTH))
		return false;
	copy_ipv6_header(packet, header);
	packet->transport_offset += offset;
	walk_extension_headers(from, packet);
	return true;
}

/* As if it were not there, in length as well: what it authenticates may be a probe. */
static __always_inline void skip_authentication(struct header_source from, struct ip_packet *packet)
{
	__u8 header[2];
	__u32 length;

	if (packet->protocol != IPPROTO_AH ||
	    !copy_bytes(from, packet->transport_offset, header, sizeof(header)))
		return;
	packet->authenticated = 1;
	length = (header[1] + 2) * 4; /* told in words, without the first two */
	packet->transport_offset += length;
	packet->length -= length;
	packet->protocol = header[0];
}

/* Puts what an overlay carries in the place of what carries it. */
static __always_inline void enter_overlay(struct header_source from, struct ip_packet *packet)
{
	const __u32 inner = carried_packet(from, packet);

	if (inner == NOTHING_CARRIED)
		return;
	__builtin_memset(&packet->addresses, 0, sizeof(packet->addresses));
	if (!read_ip_headers(from, inner, packet))
		packet->family = 0;
	packet->in_overlay = 1;
}

/* A keep-alive is one byte, and IKE begins with four zero bytes (RFC 3948, 2.2 and 2.3). */
static __always_inline void read_esp_in_udp(struct header_source from, struct ip_packet *packet)
{
	__u16 udp[4];
	__u32 esp[2];

	if (!copy_bytes(from, packet->transport_offset, udp, sizeof(udp)))
		return;
	if (udp[0] != bpf_htons(ESP_IN_UDP_PORT) && udp[1] != bpf_htons(ESP_IN_UDP_PORT))
		return;
	if (bpf_ntohs(udp[2]) < UDP_HEADER_LENGTH + sizeof(esp) ||
	    !copy_bytes(from, packet->transport_offset + UDP_HEADER_LENGTH, esp, sizeof(esp)))
		return;
	packet->spi_be = esp[0];
	packet->sequence_be = esp[1];
}

static __always_inline void read_esp(struct header_source from, struct ip_packet *packet)
{
	__u32 esp[2];

	if (packet->protocol == IPPROTO_UDP)
		return read_esp_in_udp(from, packet);
	if (packet->protocol != IPPROTO_ESP ||
	    !copy_bytes(from, packet->transport_offset, esp, sizeof(esp)))
		return;
	packet->spi_be = esp[0];
	packet->sequence_be = esp[1];
}

/* The rest, behind read_ip_headers(). */
static __always_inline void read_behind_ip(struct header_source from, struct ip_packet *packet)
{
	skip_authentication(from, packet);
	enter_overlay(from, packet);
	read_esp(from, packet);
}

/* All of it. `packet` is zeroed; its family stays 0 where this is no IP packet. */
static __always_inline void read_headers(struct header_source from, struct ip_packet *packet)
{
	if (read_ip_headers(from, 0, packet))
		read_behind_ip(from, packet);
}

/* Kernel memory: an IP header at `ip`. */
static __always_inline void read_packet_at(struct ip_packet *packet, const void *ip)
{
	read_headers((struct header_source){ .memory = ip }, packet);
}

#endif

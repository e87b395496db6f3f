/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Reading packets: into one small struct, from tc context or from kernel memory. */
#ifndef XFRM_CANARY_PACKET_BPF_H
#define XFRM_CANARY_PACKET_BPF_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "kernel_types.bpf.h"
#include "maps.bpf.h"

#define IPV4_HEADER_LENGTH 20
#define IPV6_HEADER_LENGTH 40
#define UDP_HEADER_LENGTH 8
/* Of IPv6, in front of what the packet carries: each may come once (RFC 8200, 4.1). */
#define MOST_EXTENSION_HEADERS 4
/* RFC 3948. */
#define ESP_IN_UDP_PORT 4500

/* SPI and sequence number as they stand in an ESP header, in one word: no two packets on their way
 * have the same. */
static __always_inline __u64 esp_name(__u32 spi_be, __u32 sequence_be)
{
	return (__u64)sequence_be << 32 | spi_be;
}

struct address_pair {
	__u32 source[4];
	__u32 destination[4];
};

/* What the programs ask of an IP packet; of one that an overlay carries, of that one. */
struct ip_packet {
	struct address_pair addresses;
	__u32 length; /* IP header and payload, in bytes */
	__u32 spi_be; /* ESP only, also in UDP; 0: none */
	__u32 sequence_be; /* ESP only */
	__u16 transport_offset; /* from the first IP header of the packet */
	__u8 family; /* 4 or 6; 0: not IP */
	__u8 in_overlay;
	__u8 authenticated; /* there is an AH in front of `protocol` (RFC 4302) */
	__u8 protocol; /* behind all headers of IP; IPPROTO_FRAGMENT: a part without any header */
};

/* The parts of STAMP that name a probe; RFC 8762 figures 2 to 5, SSID from RFC 8972 figure 1. */
struct stamp_layout {
	__u32 ssid;
	__u32 reply_sender_sequence;
	__u32 needed; /* bytes of UDP header and payload to read */
};
/* The larger `needed`. */
#define STAMP_NEEDED_MOST 60

static __always_inline struct stamp_layout stamp_layout(void)
{
	if (probe_authenticated)
		return (struct stamp_layout){ .ssid = 26,
					      .reply_sender_sequence = 48,
					      .needed = STAMP_NEEDED_MOST };
	return (struct stamp_layout){ .ssid = 14, .reply_sender_sequence = 24, .needed = 36 };
}

static __always_inline bool may_be_probe(__u32 ip_length)
{
	/* Else the compiler may look up what it compared in another copy, of which Linux 6.1's
	 * verifier does not know that it is as small. */
	barrier_var(ip_length);
	return ip_length < CANARY_MAX_PROBE_LENGTH &&
	       probe_lengths[ip_length] & CANARY_LENGTH_OF_PROBE;
}

/* Fills `probe` from a UDP header and the first bytes of its payload; leaves its leg
 * CANARY_NO_PROBE where neither port is the probes'. */
static __always_inline void parse_probe(const __u8 *udp, const struct ip_packet *packet,
					struct canary_probe *probe)
{
	const struct stamp_layout layout = stamp_layout();
	const __u8 *stamp = udp + UDP_HEADER_LENGTH;
	const __u16 source_port = *(const __u16 *)udp;
	const __u16 destination_port = *(const __u16 *)(udp + 2);
	__u32 sequence_at;

	if (destination_port == probe_port_be) {
		probe->leg = CANARY_REQUEST;
		sequence_at = 0;
	} else if (source_port == probe_port_be) {
		probe->leg = CANARY_REPLY;
		sequence_at = layout.reply_sender_sequence;
	} else {
		return;
	}
	probe->sequence = bpf_ntohl(*(const __u32 *)(stamp + sequence_at));
	probe->ssid = bpf_ntohs(*(const __u16 *)(stamp + layout.ssid));
	probe->family = packet->family;
	__builtin_memcpy(probe->source, packet->addresses.source, 16);
	__builtin_memcpy(probe->destination, packet->addresses.destination, 16);
}

/* RFC 791: 13 bits of offset. The first fragment has the header of what the packet carries. */
static __always_inline bool is_later_fragment(const __u8 *ipv4)
{
	return *(const __u16 *)(ipv4 + 6) & bpf_htons(0x1fff);
}

static __always_inline void copy_ipv4_header(struct ip_packet *packet, const __u8 *ip)
{
	packet->family = 4;
	packet->protocol = is_later_fragment(ip) ? IPPROTO_FRAGMENT : ip[9];
	packet->length = bpf_ntohs(*(const __u16 *)(ip + 2));
	packet->transport_offset = (ip[0] & 0xf) * 4;
	packet->addresses.source[0] = *(const __u32 *)(ip + 12);
	packet->addresses.destination[0] = *(const __u32 *)(ip + 16);
}

static __always_inline void copy_ipv6_header(struct ip_packet *packet, const __u8 *ip)
{
	packet->family = 6;
	packet->protocol = ip[6];
	packet->length = IPV6_HEADER_LENGTH + bpf_ntohs(*(const __u16 *)(ip + 4));
	packet->transport_offset = IPV6_HEADER_LENGTH;
	__builtin_memcpy(packet->addresses.source, ip + 8, 16);
	__builtin_memcpy(packet->addresses.destination, ip + 24, 16);
}

/* Kernel memory: is this packet a probe? Offsets count from `ip`. */
static __always_inline void read_probe_at(struct canary_probe *probe,
					  const struct ip_packet *packet, const void *ip)
{
	__u8 udp[STAMP_NEEDED_MOST];

	if (packet->protocol != IPPROTO_UDP || !may_be_probe(packet->length))
		return;
	if (bpf_probe_read_kernel(udp, stamp_layout().needed, ip + packet->transport_offset))
		return;
	parse_probe(udp, packet, probe);
}

#endif

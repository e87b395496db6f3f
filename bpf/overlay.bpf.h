/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Where the IP packet begins that another one carries:
 *
 *   IP, UDP, VXLAN, Ethernet                                     RFC 7348
 *   IP, UDP, Geneve with its options, Ethernet or IP             RFC 8926
 *   IP, GRE with what its flags announce, Ethernet or IP         RFC 2784, RFC 2890
 *   IP, without anything between: IPIP, SIT, ip6tnl              RFC 2003, RFC 4213, RFC 2473
 */
#ifndef XFRM_CANARY_OVERLAY_BPF_H
#define XFRM_CANARY_OVERLAY_BPF_H

#include "header_source.bpf.h"
#include "packet.bpf.h"

#define VXLAN_HEADER_LENGTH 8
#define GENEVE_HEADER_LENGTH 8
#define GENEVE_OPTION_WORDS 0x3f
#define GRE_HEADER_LENGTH 4
#define VLAN_TAG_LENGTH 4
/* What Geneve and GRE call an Ethernet frame: its number among the types of Ethernet. */
#define TYPE_OF_ETHERNET 0x6558
/* The upper half of GRE's flags and version: each of these has a word behind the header. */
#define GRE_CHECKSUM 0x80
#define GRE_KEY 0x20
#define GRE_SEQUENCE 0x10
/* No carried packet, or none that is understood. No IP packet has its transport header there. */
#define NOTHING_CARRIED 0

static __always_inline bool is_ip_in_ip(__u8 protocol)
{
	return protocol == IPPROTO_IPIP || protocol == IPPROTO_IPV6;
}

/* Whether what this protocol of IP carries may be the packet that is meant. */
static __always_inline bool wraps_packets(__u8 protocol)
{
	return protocol == IPPROTO_GRE || protocol == IPPROTO_AH || is_ip_in_ip(protocol);
}

/* What is carried at `offset` and is of this type of Ethernet; a tag of a VLAN may stand between.
 */
static __always_inline __u32 behind_ethernet(struct header_source from, __u32 offset, __u16 type_be)
{
	__u16 types_be[3]; /* of the frame; a tag; of what is tagged */

	if (type_be == bpf_htons(TYPE_OF_ETHERNET)) {
		if (!copy_bytes(from, offset + ETH_HLEN - 2, types_be, sizeof(types_be)))
			return NOTHING_CARRIED;
		type_be = types_be[0];
		offset += ETH_HLEN;
		if (type_be == bpf_htons(ETH_P_8021Q)) {
			type_be = types_be[2];
			offset += VLAN_TAG_LENGTH;
		}
	}
	if (type_be != bpf_htons(ETH_P_IP) && type_be != bpf_htons(ETH_P_IPV6))
		return NOTHING_CARRIED;
	return offset;
}

static __always_inline __u32 carried_by_udp(struct header_source from, __u32 offset)
{
	__u16 words[6]; /* ports, length, checksum; of Geneve version and options, type */

	if (!copy_bytes(from, offset, words, sizeof(words)))
		return NOTHING_CARRIED;
	offset += UDP_HEADER_LENGTH;
	if (overlay_ports[words[1]] == CANARY_VXLAN)
		return behind_ethernet(from, offset + VXLAN_HEADER_LENGTH,
				       bpf_htons(TYPE_OF_ETHERNET));
	if (overlay_ports[words[1]] != CANARY_GENEVE)
		return NOTHING_CARRIED;
	offset += GENEVE_HEADER_LENGTH + (*(const __u8 *)&words[4] & GENEVE_OPTION_WORDS) * 4;
	return behind_ethernet(from, offset, words[5]);
}

/* Version 1 (PPTP) and the flags of RFC 1701 are not understood. */
static __always_inline __u32 carried_by_gre(struct header_source from, __u32 offset)
{
	__u8 header[GRE_HEADER_LENGTH];

	if (!copy_bytes(from, offset, header, sizeof(header)) ||
	    header[0] & ~(GRE_CHECKSUM | GRE_KEY | GRE_SEQUENCE) || header[1])
		return NOTHING_CARRIED;
	offset += GRE_HEADER_LENGTH;
	offset += (!!(header[0] & GRE_CHECKSUM) + !!(header[0] & GRE_KEY) +
		   !!(header[0] & GRE_SEQUENCE)) *
		  4;
	return behind_ethernet(from, offset, *(const __u16 *)(header + 2));
}

static __always_inline __u32 carried_packet(struct header_source from,
					    const struct ip_packet *packet)
{
	if (packet->protocol == IPPROTO_UDP)
		return carried_by_udp(from, packet->transport_offset);
	if (packet->protocol == IPPROTO_GRE)
		return carried_by_gre(from, packet->transport_offset);
	return is_ip_in_ip(packet->protocol) ? packet->transport_offset : NOTHING_CARRIED;
}

#endif

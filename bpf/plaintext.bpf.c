// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Counts packets in the clear by what policies can tell them apart by. Userspace knows the policies
 * and decides (userspace/demand). */
#include "count.bpf.h"
#include "plaintext.bpf.h"
#include "tc.bpf.h"

#define UDP_LITE_PROTOCOL 136

/* Fewer addresses are remote ones than local ones: those are asked first. */
static __always_inline bool is_between_protected(const struct ip_packet *packet, int way)
{
	const struct address_pair *ends = &packet->addresses;
	const __u32 *local = way == CANARY_WAY_OUT ? ends->source : ends->destination;
	const __u32 *remote = way == CANARY_WAY_OUT ? ends->destination : ends->source;

	return protection_of(remote, packet->family) & CANARY_PROTECTED_REMOTE &&
	       protection_of(local, packet->family) & CANARY_PROTECTED_LOCAL;
}

/* As xfrm_flowi_sport() and xfrm_flowi_dport() have them (include/net/xfrm.h): type and code of
 * ICMP, and 0 where there are no ports. Keys of GRE are not read. */
static __always_inline void put_ports(struct __sk_buff *skb, const struct ip_packet *packet,
				      struct canary_plaintext_key *key)
{
	const __u8 both = CANARY_SOURCE_PORT_NAMED | CANARY_DESTINATION_PORT_NAMED;
	__u16 ports_be[2] = {};

	if (packet->protocol == IPPROTO_GRE ||
	    bpf_skb_load_bytes_relative(skb, packet->transport_offset, ports_be, sizeof(ports_be),
					BPF_HDR_START_NET))
		return;
	switch (packet->protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case UDP_LITE_PROTOCOL:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		key->source_port = bpf_ntohs(ports_be[0]);
		key->destination_port = bpf_ntohs(ports_be[1]);
		if (named_ports[ports_be[0]])
			key->bits |= CANARY_SOURCE_PORT_NAMED;
		else
			key->source_port = 0;
		if (named_ports[ports_be[1]])
			key->bits |= CANARY_DESTINATION_PORT_NAMED;
		else
			key->destination_port = 0;
		return;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		key->source_port = ((const __u8 *)ports_be)[0];
		key->destination_port = ((const __u8 *)ports_be)[1];
		break;
	}
	key->bits |= both;
}

static __always_inline void add_to_count(const struct canary_plaintext_key *key, __u32 bytes)
{
	const struct canary_plaintext_count none = {};
	struct canary_plaintext_count *count = bpf_map_lookup_elem(&plaintext, key);
	struct canary_cpu *self;

	if (!count) {
		bpf_map_update_elem(&plaintext, key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&plaintext, key);
	}
	if (count) {
		__sync_fetch_and_add(&count->packets, 1);
		__sync_fetch_and_add(&count->bytes, bytes);
		return;
	}
	self = this_cpu();
	if (self)
		self->plaintext_uncounted++;
}

static __always_inline void count_packet(struct __sk_buff *skb, const struct ip_packet *packet,
					 struct canary_plaintext_key *key, int way)
{
	if (!packet->family || packet->protocol == IPPROTO_FRAGMENT ||
	    !is_between_protected(packet, way))
		return;
	__builtin_memset(key, 0, sizeof(*key));
	__builtin_memcpy(key->source, packet->addresses.source, 16);
	__builtin_memcpy(key->destination, packet->addresses.destination, 16);
	key->family = packet->family;
	key->protocol = packet->protocol;
	key->way = way;
	key->mark = skb->mark & permitting_marks;
	if (packet->authenticated)
		key->bits |= CANARY_AUTHENTICATED;
	put_ports(skb, packet, key);
	add_to_count(key, packet->length);
}

int count_plaintext(struct __sk_buff *skb, int way)
{
	struct canary_scratch *parsed = scratch();

	if (!parsed)
		return 0;
	count_packet(skb, &parsed->packet, &parsed->plaintext, way);
	if (!parsed->packet.in_overlay)
		return 0;
	__builtin_memset(&parsed->outer, 0, sizeof(parsed->outer));
	if (read_ip_headers((struct header_source){ .skb = skb }, 0, &parsed->outer))
		count_packet(skb, &parsed->outer, &parsed->plaintext, way);
	return 0;
}

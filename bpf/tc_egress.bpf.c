// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Packet out, 2: it leaves through the uplink - as ESP, or in the clear. */
#include "in_flight.bpf.h"
#include "sequence.bpf.h"
#include "tc.bpf.h"

static __always_inline void emit_probe_left(const struct ip_packet *packet)
{
	struct canary_event *event = begin_event(CANARY_PROBE_LEFT_UPLINK);

	if (!event)
		return;
	put_packet(event, packet);
	submit_calmly(event);
}

static __always_inline void on_esp(const struct ip_packet *packet)
{
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self || !is_followed(packet))
		return;
	counter = find_counter(self, CANARY_LEFT, packet, &slot);
	if (counter) {
		counter->packets++;
		counter->bytes += packet->length;
		note_sequence(counter, slot, bpf_ntohl(packet->sequence_be));
	}
	if (carries_probe(packet->spi_be, packet->sequence_be))
		emit_probe_left(packet);
}

static __always_inline __u32 protection_of(const __u32 *address, __u8 family)
{
	struct canary_prefix_key key = { .prefix_bits = 32 + (family == 4 ? 32 : 128),
					 .family = family };
	const __u32 *protection;

	__builtin_memcpy(key.address, address, sizeof(key.address));
	protection = bpf_map_lookup_elem(&protected_prefixes, &key);
	return protection ? *protection : 0;
}

static __always_inline void count_plaintext(const struct ip_packet *packet)
{
	const struct canary_plaintext_count first = { .packets = 1 };
	struct canary_plaintext_key key = {};
	struct canary_plaintext_count *count;

	if (protection_of(packet->addresses.destination, packet->family) != CANARY_PROTECTED_REMOTE)
		return;
	if (protection_of(packet->addresses.source, packet->family) != CANARY_PROTECTED_LOCAL)
		return;
	key.family = packet->family;
	__builtin_memcpy(key.source, packet->addresses.source, 16);
	__builtin_memcpy(key.destination, packet->addresses.destination, 16);
	count = bpf_map_lookup_elem(&plaintext, &key);
	if (!count) {
		bpf_map_update_elem(&plaintext, &key, &first, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&plaintext, &key);
		if (count)
			__sync_fetch_and_add(&count->bytes, packet->length);
		return;
	}
	__sync_fetch_and_add(&count->packets, 1);
	__sync_fetch_and_add(&count->bytes, packet->length);
}

static __always_inline void on_plaintext(struct __sk_buff *skb, struct canary_scratch *parsed)
{
	struct canary_event *event;

	count_plaintext(&parsed->packet);
	if (parse_probe_in(skb) == CANARY_NO_PROBE)
		return;
	event = begin_event(CANARY_PROBE_LEFT_IN_CLEAR);
	if (!event)
		return;
	put_packet(event, &parsed->packet);
	event->probe = parsed->probe;
	submit_calmly(event);
}

/* The slow way, right for every packet. */
int on_any_leaving(struct __sk_buff *skb, __u32 link_header)
{
	struct canary_scratch *parsed = scratch();

	if (!parse(skb, link_header) || !parsed)
		return 0;
	if (parsed->packet.spi_be)
		on_esp(&parsed->packet);
	else
		on_plaintext(skb, parsed);
	return 0;
}

/* False, and nothing done, where this is not the usual case. */
static __always_inline bool count_usual_esp(const struct iphdr *ip)
{
	const __u32 *esp = (const __u32 *)(ip + 1);
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self || carries_probe(esp[0], esp[1]))
		return false;
	counter = first_ipv4_counter(self, CANARY_LEFT, esp[0], ip->saddr, ip->daddr, &slot);
	if (!counter)
		return false;
	counter->packets++;
	counter->bytes += bpf_ntohs(ip->tot_len);
	note_sequence(counter, slot, bpf_ntohl(esp[1]));
	return true;
}

static __always_inline int leave(struct __sk_buff *skb, __u32 link_header)
{
	const struct iphdr *ip = plain_ipv4(skb, link_header);

	if (!ip || ip->protocol != IPPROTO_ESP || !count_usual_esp(ip))
		on_any_leaving(skb, link_header);
	return PASS_ON;
}

SEC("tc")
int tc_egress(struct __sk_buff *skb)
{
	return leave(skb, ETH_HLEN);
}

SEC("tc")
int tc_egress_bare(struct __sk_buff *skb)
{
	return leave(skb, 0);
}

/* Of a device below VLANs that are watched themselves. */
SEC("tc")
int tc_egress_untagged(struct __sk_buff *skb)
{
	return skb->vlan_present ? PASS_ON : leave(skb, ETH_HLEN);
}

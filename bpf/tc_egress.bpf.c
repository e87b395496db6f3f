// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Packet out, 2: it leaves through the uplink - as ESP, or in the clear. */
#include "in_flight.bpf.h"
#include "plaintext.bpf.h"
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
	if (carries_probe(esp_name(packet->spi_be, packet->sequence_be)))
		emit_probe_left(packet);
}

static __always_inline void on_plaintext(struct __sk_buff *skb, struct canary_scratch *parsed)
{
	struct canary_event *event;

	if (parse_probe_in(skb) == CANARY_NO_PROBE)
		return;
	event = begin_event(CANARY_PROBE_LEFT_IN_CLEAR);
	if (!event)
		return;
	put_packet(event, &parsed->packet);
	event->authenticated = parsed->packet.authenticated;
	event->probe = parsed->probe;
	submit_calmly(event);
}

/* The slow way, right for every packet. */
int on_any_leaving(struct __sk_buff *skb, __u32 link_header)
{
	struct canary_scratch *parsed = scratch();
	const int is_whole = parse(skb, link_header);

	if (!parsed)
		return 0;
	if (!parsed->packet.spi_be)
		count_plaintext(skb, CANARY_WAY_OUT);
	if (!is_whole)
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

	if (!self || carries_probe(*(const __u64 *)esp))
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

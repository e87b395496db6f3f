// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Packet in, 1 and 3: ESP arrives from the wire; what XFRM made of it passes the same hook once
 * more (gro_cells_receive() puts it back on the same device, net/xfrm/xfrm_input.c).
 *
 *   uplink                             overlay, where one carries ESP
 *   ESP, counted; then in the clear
 *   ESP in an overlay, counted     ->  ESP; then in the clear
 */
#include "arrival.bpf.h"
#include "plaintext.bpf.h"
#include "state.bpf.h"
#include "tc.bpf.h"

static __always_inline void on_esp(const struct ip_packet *packet)
{
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self || !is_followed(packet))
		return;
	counter = find_counter(self, CANARY_ARRIVED, packet, &slot);
	if (!counter)
		return;
	count_arrival(counter, slot, packet->sequence_be, packet->length);
	if (!packet->in_overlay) /* else the overlay comes first */
		await_decryption(self, slot, esp_name(packet->spi_be, packet->sequence_be),
				 packet->length);
}

/* Whether XFRM had the packet already, in whatever way. */
static __always_inline bool came_out_of_xfrm(struct __sk_buff *skb)
{
	struct bpf_xfrm_state state;

	return !bpf_skb_get_xfrm_state(skb, 0, &state, sizeof(state), 0);
}

/* The state of ESP that the packet came out of, one that encrypts before others; NULL: of none.
 * States of AH may have authenticated it before, or of IPComp decompressed it after that. */
static __always_inline struct xfrm_state *decrypted_by_esp(struct __sk_buff *skb)
{
	/* A tc program's context is the packet itself, and may be read as any kernel memory. */
	const struct sec_path *path = passed_states((const void *)skb);
	struct xfrm_state *state, *esp = NULL;
	int number;

	for (number = 0; path && number < MOST_STATES; number++) {
		state = passed_state(path, number);
		if (!state || BPF_CORE_READ(state, id.proto) != IPPROTO_ESP)
			continue;
		esp = state;
		if (!has_null_cipher(state))
			break;
	}
	return esp;
}

static __always_inline void on_clear(struct __sk_buff *skb, const struct canary_scratch *parsed,
				     bool only_decrypted)
{
	struct canary_event *event;
	struct xfrm_state *esp;

	if (parse_probe_in(skb) == CANARY_NO_PROBE)
		return;
	esp = decrypted_by_esp(skb);
	if (only_decrypted && !esp)
		return;
	event = begin_event(CANARY_PROBE_ARRIVED);
	if (!event)
		return;
	put_packet(event, &parsed->packet);
	event->probe = parsed->probe;
	if (esp) {
		event->decrypted = 1;
		event->null_cipher = has_null_cipher(esp);
		event->spi = bpf_ntohl(BPF_CORE_READ(esp, id.spi));
	}
	event->authenticated = parsed->packet.authenticated || (!esp && came_out_of_xfrm(skb));
	submit_calmly(event);
}

/* The slow way, right for every packet. */
int on_any_arriving(struct __sk_buff *skb, __u32 link_header)
{
	struct canary_scratch *parsed = scratch();
	const int is_whole = parse(skb, link_header);

	if (!parsed)
		return 0;
	if (!parsed->packet.spi_be && !came_out_of_xfrm(skb))
		count_plaintext(skb, CANARY_WAY_IN);
	if (!is_whole)
		return 0;
	if (parsed->packet.spi_be)
		on_esp(&parsed->packet);
	else
		on_clear(skb, parsed, false);
	return 0;
}

/* False, and nothing done, where this is not the usual case. */
static __always_inline bool count_usual_esp(const struct iphdr *ip)
{
	const __u32 *esp = (const __u32 *)(ip + 1);
	struct canary_cpu *self = this_cpu();
	struct canary_counter *counter;
	__u32 slot;

	if (!self)
		return false;
	counter = first_ipv4_counter(self, CANARY_ARRIVED, esp[0], ip->saddr, ip->daddr, &slot);
	if (!counter)
		return false;
	await_decryption(self, slot, *(const __u64 *)esp, bpf_ntohs(ip->tot_len));
	count_arrival(counter, slot, esp[1], bpf_ntohs(ip->tot_len));
	return true;
}

static __always_inline bool is_usual(const struct iphdr *ip)
{
	if (ip->protocol == IPPROTO_ESP)
		return count_usual_esp(ip);
	if (ip->protocol == IPPROTO_UDP)
		return !may_be_probe(bpf_ntohs(ip->tot_len)) &&
		       !carries_packets((const __u16 *)(ip + 1));
	return !wraps_packets(ip->protocol);
}

/* Neither ESP nor out of ESP, and from where encryption is demanded. Most packets came out of ESP,
 * and asking that is cheaper than looking up a prefix. */
static __always_inline bool may_leak(struct __sk_buff *skb, const struct iphdr *ip)
{
	const __u32 source[4] = { ip->saddr };

	return ip->protocol != IPPROTO_ESP && !came_out_of_xfrm(skb) &&
	       protection_of(source, 4) & CANARY_PROTECTED_REMOTE;
}

static __always_inline int arrive(struct __sk_buff *skb, __u32 link_header)
{
	const struct iphdr *ip = plain_ipv4(skb, link_header);

	if (!ip || !is_usual(ip) || may_leak(skb, ip))
		on_any_arriving(skb, link_header);
	return PASS_ON;
}

SEC("tc")
int tc_ingress(struct __sk_buff *skb)
{
	return arrive(skb, ETH_HLEN);
}

SEC("tc")
int tc_ingress_bare(struct __sk_buff *skb)
{
	return arrive(skb, 0);
}

/* Of a device below VLANs that are watched themselves. */
SEC("tc")
int tc_ingress_untagged(struct __sk_buff *skb)
{
	return skb->vlan_present ? PASS_ON : arrive(skb, ETH_HLEN);
}

/* The uplink has counted this ESP packet; here it is about to be decrypted. */
static __always_inline void on_counted_esp(const struct ip_packet *packet)
{
	struct canary_cpu *self = this_cpu();
	__u32 slot;

	if (self && find_counter(self, CANARY_ARRIVED, packet, &slot))
		await_decryption(self, slot, esp_name(packet->spi_be, packet->sequence_be),
				 packet->length);
}

SEC("tc")
int tc_overlay_ingress(struct __sk_buff *skb)
{
	struct canary_scratch *parsed = scratch();

	if (!parse_header_by_header(skb) || !parsed)
		return PASS_ON;
	if (parsed->packet.spi_be)
		on_counted_esp(&parsed->packet);
	else
		on_clear(skb, parsed, true); /* what was never encrypted is told by the uplink */
	return PASS_ON;
}

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * On one of our own UDP sockets: when each datagram arrived, before this process gets to run.
 * SO_TIMESTAMPNS tells as much, but for it the kernel takes the time of every packet of the machine
 * (net_enable_timestamp(), net/core/dev.c). An object of its own, loaded once for each socket.
 */
#include <linux/bpf.h>
#include <linux/udp.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"

char LICENSE[] SEC("license") = "GPL";

#define KEEP_ALL_OF_IT (-1)

struct canary_arrival arrivals[CANARY_ARRIVALS];
__u64 arrival_count;

/* The context begins at the UDP header (udp_queue_rcv_one_skb(), net/ipv4/udp.c). */
SEC("socket")
int log_arrival(struct __sk_buff *skb)
{
	struct canary_arrival arrival = {};
	__u64 number;

	if (bpf_skb_load_bytes(skb, sizeof(struct udphdr), arrival.beginning,
			       sizeof(arrival.beginning)))
		return KEEP_ALL_OF_IT;
	arrival.boot_ns = bpf_ktime_get_boot_ns();
	number = __sync_fetch_and_add(&arrival_count, 1);
	arrivals[number & (CANARY_ARRIVALS - 1)] = arrival;
	return KEEP_ALL_OF_IT;
}

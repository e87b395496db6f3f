/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* What all programs share. Defined once in maps.bpf.c; the objects are linked into one. */
#ifndef XFRM_CANARY_MAPS_BPF_H
#define XFRM_CANARY_MAPS_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"

#ifdef CANARY_DEFINE_MAPS
#define CANARY_MAP
#define CANARY_CONFIG const volatile
#define CANARY_STATE
#else
#define CANARY_MAP extern
#define CANARY_CONFIG extern const volatile
#define CANARY_STATE extern
#endif

/* Events for userspace. */
CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, CANARY_EVENT_BYTES);
} events SEC(".maps");

/* One entry a CPU: struct canary_cpu and the CPU's counter table. Its size is set when it is
 * loaded. An array and not a hash: the verifier inlines the look-up, which is most of what counting
 * costs; and not a per-CPU array, whose look-up Linux 6.1 does not inline. */
CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct canary_cpu));
} cpus SEC(".maps");

/* Prefixes between which policies or the operator demand encryption of some packets. */
CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct canary_prefix_key);
	__type(value, __u32);
} protected_prefixes SEC(".maps");

/* What passed in the clear between them, demanded or not: userspace tells. None falls out, so that
 * what is not counted is known. */
CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, CANARY_PLAINTEXT_KEYS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct canary_plaintext_key);
	__type(value, struct canary_plaintext_count);
} plaintext SEC(".maps");

/* The arguments of calls of xfrm_lookup_route that a kprobe entered and a kretprobe has not left
 * yet. */
struct canary_call {
	__u64 flow;
	__u64 route;
	__u64 family;
};
CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct canary_call);
} calls SEC(".maps");

/* Whose per-CPU addresses are known: per_cpu.bpf.h. */
CANARY_MAP struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} landmarks SEC(".maps");

/* Set before loading. */
CANARY_CONFIG __u32 slot_mask; /* slots of a CPU's counter table, a power of two, less 1 */
CANARY_CONFIG __u32 drop_counter_count; /* rows of /proc/net/xfrm_stat that are followed */
CANARY_CONFIG __u16 probe_port_be;
CANARY_CONFIG __u8 probe_authenticated;
CANARY_CONFIG __u8 has_overlay; /* ESP is carried in an overlay: tc_overlay is attached */

/* The node's network namespace (struct net *), learnt by remember_netns. */
CANARY_STATE __u64 node_net;
/* Where probes are sent and answered from, learnt by remember_probe_netns; may be the same. */
CANARY_STATE __u64 probe_net;
CANARY_STATE __u64 node_xfrm_statistics;
/* per_cpu.bpf.h: as_number(). */
CANARY_STATE __u64 pointer_as_number;
/* What function_name.bpf.c found: a name, also "name [module]", or a number. */
CANARY_STATE char function_name[128];
/* Of what so many bytes may be: enum canary_length. */
CANARY_STATE __u8 probe_lengths[CANARY_MAX_PROBE_LENGTH];
/* Not 0: a state of IPComp takes packets here, so their length does not tell probes any more. */
CANARY_STATE __u8 compresses;
/* Not 0: a policy names this port, or IKE uses it. By port in network order: Linux 6.12's verifier
 * does not know how large a number is whose bytes were swapped. */
CANARY_STATE __u8 named_ports[CANARY_PORTS];
/* enum canary_overlay of what is sent to this port; by port in network order, as above. */
CANARY_STATE __u8 overlay_ports[CANARY_PORTS];
/* Of a mark the bits that a policy asks for which lets packets pass in the clear. */
CANARY_STATE __u32 permitting_marks;
/* Probes between encryption and uplink: esp_name(), found by the low bits. */
CANARY_STATE __u64 in_flight[CANARY_IN_FLIGHT_SLOTS];

#endif

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Programs that do nothing, for each hook of bpf/: what being attached costs, before any work. */
/* In this order: the helpers' header needs the types of linux/bpf.h. */
// clang-format off
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>
// clang-format on

char LICENSE[] SEC("license") = "GPL";

SEC("fexit/xfrm_lookup_route")
int xfrm_lookup(void* context) { return 0; }

SEC("fentry/xfrm_replay_overflow")
int xfrm_replay_overflow(void* context) { return 0; }

SEC("tc")
int tc_egress(struct __sk_buff* skb) { return TC_ACT_UNSPEC; }

SEC("tc")
int tc_ingress(struct __sk_buff* skb) { return TC_ACT_UNSPEC; }

SEC("fexit/xfrm_replay_recheck")
int xfrm_replay_recheck(void* context) { return 0; }

SEC("raw_tp/kfree_skb")
int kfree_skb(void* context) { return 0; }

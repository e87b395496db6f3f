/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The members of kernel structures that the programs read, and no others: libbpf moves the offsets
 * to those of the running kernel (CO-RE), so no vmlinux.h is needed. Checked against 6.1 and 6.12.
 */
#ifndef XFRM_CANARY_KERNEL_TYPES_BPF_H
#define XFRM_CANARY_KERNEL_TYPES_BPF_H

/* include/net/xfrm.h: XFRM_MAX_DEPTH, states that a packet passes. */
#define MOST_STATES 6

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct bpf_array {
	void *pptrs[0]; /* per-CPU addresses of the elements */
};

struct linux_xfrm_mib;

struct netns_mib {
	struct linux_xfrm_mib *xfrm_statistics; /* per-CPU */
};

struct net {
	struct netns_mib mib;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct net_device {
	int ifindex;
	possible_net_t nd_net;
};

struct nsproxy {
	struct net *net_ns;
};

struct task_struct {
	struct nsproxy *nsproxy;
};

struct sock_common {
	possible_net_t skc_net;
};

struct sock {
	struct sock_common __sk_common;
};

struct sk_buff {
	struct net_device *dev;
	struct sock *sk;
	unsigned long _skb_refdst;
	unsigned int len;
	unsigned int mark;
	unsigned char *head;
	unsigned char *data;
	unsigned short transport_header;
	unsigned short network_header;
	unsigned short inner_transport_header;
	unsigned short inner_network_header;
	unsigned char active_extensions;
	struct skb_ext *extensions;
	char cb[48];
};

typedef union {
	unsigned int a4;
	unsigned int a6[4];
} xfrm_address_t;

struct xfrm_id {
	xfrm_address_t daddr;
	unsigned int spi; /* big endian */
	unsigned char proto;
};

struct xfrm_selector {
	xfrm_address_t daddr;
	xfrm_address_t saddr;
	unsigned short family;
};

/* include/net/xfrm.h; Linux 5.14, "xfrm: replay: remove advance indirection" and its neighbours. */
enum xfrm_replay_mode {
	XFRM_REPLAY_MODE_LEGACY,
	XFRM_REPLAY_MODE_BMP,
	XFRM_REPLAY_MODE_ESN,
};

struct xfrm_replay_state {
	unsigned int oseq;
};

struct xfrm_replay_state_esn {
	unsigned int oseq;
	unsigned int oseq_hi;
};

/* Both begin so. */
struct xfrm_algo {
	char alg_name[64];
};

struct xfrm_algo_aead {
	char alg_name[64];
};

struct xfrm_state {
	possible_net_t xs_net;
	struct xfrm_id id;
	struct xfrm_selector sel;
	unsigned int if_id;
	struct {
		unsigned char mode;
		unsigned short family;
		xfrm_address_t saddr;
		int header_len; /* of what the state puts in front of the payload */
		unsigned int extra_flags;
	} props;
	struct xfrm_algo *ealg; /* NULL where there is `aead`, and of AH and IPComp */
	struct xfrm_algo_aead *aead;
	struct xfrm_replay_state_esn *replay_esn; /* NULL in legacy mode: xfrm_init_replay() */
	struct xfrm_replay_state replay;
	enum xfrm_replay_mode repl_mode;
};

/* include/net/xfrm.h: at the beginning of a packet's `cb` while XFRM has it. */
struct xfrm_tunnel_skb_cb {
	union {
		void *ip4; /* struct ip_tunnel: the VTI that the packet comes in by */
	} tunnel;
};

struct dst_ops {
	unsigned short family;
};

struct dst_entry {
	struct net_device *dev;
	struct dst_ops *ops;
	struct xfrm_state *xfrm;
};

struct sec_path {
	int len;
	struct xfrm_state *xvec[MOST_STATES];
};

struct skb_ext {
	unsigned char offset[1];
};

struct flowi_common {
	unsigned int flowic_mark;
};

struct flowi4 {
	unsigned int saddr;
	unsigned int daddr;
};

struct in6_addr_words {
	unsigned int words[4];
};

struct flowi6 {
	struct in6_addr_words saddr;
	struct in6_addr_words daddr;
};

struct flowi {
	union {
		struct flowi_common __fl_common;
		struct flowi4 ip4;
		struct flowi6 ip6;
	} u;
};

#pragma clang attribute pop

enum skb_ext_id {
	SKB_EXT_SEC_PATH = 1,
};

#endif

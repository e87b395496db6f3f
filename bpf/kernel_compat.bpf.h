/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Differences between kernels and between architectures, and nothing else. */
#ifndef XFRM_CANARY_KERNEL_COMPAT_BPF_H
#define XFRM_CANARY_KERNEL_COMPAT_BPF_H

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "kernel_types.bpf.h"

/* include/linux/socket.h: AF_INET, AF_INET6. */
#define FAMILY_INET 2
#define FAMILY_INET6 10

/* include/uapi/linux/xfrm.h: XFRM_MODE_TRANSPORT, XFRM_MODE_BEET. */
#define MODE_TRANSPORT 0
#define MODE_BEET 4

/* include/uapi/linux/xfrm.h: XFRM_SA_XFLAG_OSEQ_MAY_WRAP. */
#define STATE_MAY_WRAP 2

/*
 * enum skb_ext_id shrinks and grows with the kernel's configuration; its numbers come from BTF.
 * Returns the states that have decrypted the packet, or NULL. Linux 5.0, "sk_buff: add skb
 * extension infrastructure".
 */
static __always_inline const struct sec_path *passed_states(const struct sk_buff *skb)
{
	const __u32 id = bpf_core_enum_value(enum skb_ext_id, SKB_EXT_SEC_PATH);
	const struct skb_ext *extensions;
	__u8 offset = 0;

	if (!(BPF_CORE_READ(skb, active_extensions) & 1 << id))
		return NULL;
	extensions = BPF_CORE_READ(skb, extensions);
	if (bpf_probe_read_kernel(&offset, sizeof(offset),
				  (const void *)extensions +
					  bpf_core_field_offset(struct skb_ext, offset) + id))
		return NULL;
	/* Offsets count in units of 8 bytes: skb_ext_get_ptr(), net/core/skbuff.c. */
	return (const void *)extensions + offset * 8;
}

/* In the order of decryption, from 0; NULL behind the last one. */
static __always_inline struct xfrm_state *passed_state(const struct sec_path *path, int number)
{
	struct xfrm_state *state = NULL;

	if (number < 0 || number >= MOST_STATES || number >= BPF_CORE_READ(path, len))
		return NULL;
	bpf_probe_read_kernel(&state, sizeof(state),
			      (const void *)path + bpf_core_field_offset(struct sec_path, xvec) +
				      number * sizeof(state));
	return state;
}

/* The state that decrypted the packet last, or NULL. */
static __always_inline struct xfrm_state *decrypted_by(const struct sk_buff *skb)
{
	const struct sec_path *path = passed_states(skb);

	return path ? passed_state(path, BPF_CORE_READ(path, len) - 1) : NULL;
}

/* include/linux/skbuff.h: SKB_DST_NOREF. */
#define DST_NOT_COUNTED 1ul

/* The dst of a packet without the bit that says whether it is counted. */
static __always_inline struct dst_entry *destination_of(struct sk_buff *skb)
{
	return (struct dst_entry *)(BPF_CORE_READ(skb, _skb_refdst) & ~DST_NOT_COUNTED);
}

/*
 * What names a call between its kprobe and its kretprobe: the stack pointer, since a softirq that
 * interrupts the call runs on another one. On x86 the return has popped the return address.
 */
#if defined(__TARGET_ARCH_x86)
#define RETURN_ADDRESS_SIZE 8
#else
#define RETURN_ADDRESS_SIZE 0
#endif

static __always_inline __u64 call_at_entry(struct pt_regs *registers)
{
	return PT_REGS_SP(registers);
}

static __always_inline __u64 call_at_return(struct pt_regs *registers)
{
	return PT_REGS_SP(registers) - RETURN_ADDRESS_SIZE;
}

#endif

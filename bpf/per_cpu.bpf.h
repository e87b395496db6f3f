/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Where a CPU's copy of per-CPU data lies, without the address of __per_cpu_offset[], which
 * hardened kernels do not tell: a per-CPU array of our own has both, the per-CPU address and this
 * CPU's copy (array_map_alloc(), kernel/bpf/arraymap.c).
 *
 *   bpf_array.pptrs[i]          per-CPU address        }  their difference
 *   bpf_map_lookup_elem(i)      this CPU's copy of it  }  is the CPU's offset
 */
#ifndef XFRM_CANARY_PER_CPU_BPF_H
#define XFRM_CANARY_PER_CPU_BPF_H

#include <stdbool.h>

#include "kernel_types.bpf.h"
#include "maps.bpf.h"

/* The verifier takes what comes back for a number: it forgets a pointer that lay in a map. */
static __always_inline __u64 as_number(const void *pointer)
{
	*(volatile __u64 *)&pointer_as_number = (__u64)pointer;
	return *(volatile __u64 *)&pointer_as_number;
}

/* The per-CPU address of an element of `landmarks`. The map is read as kernel memory: the verifier
 * lets nobody look behind the members that struct bpf_array has by name. */
static __always_inline bool read_landmark(__u32 element, __u64 *per_cpu_address)
{
	const __u64 addresses =
		as_number(&landmarks) + bpf_core_field_offset(struct bpf_array, pptrs);

	return !bpf_probe_read_kernel(per_cpu_address, sizeof(*per_cpu_address),
				      (const void *)(addresses + element * sizeof(__u64)));
}

/* False where it is not found. One element tells the offset; the other one, whether what it leads
 * to is really this CPU's copy. */
static __always_inline bool find_per_cpu_offset(__u64 *offset)
{
	const __u32 first = 0, second = 1;
	__u64 *leads = bpf_map_lookup_elem(&landmarks, &first);
	__u64 *proves = bpf_map_lookup_elem(&landmarks, &second);
	__u64 leads_to, proves_from, found = 0;

	if (!leads || !proves || !read_landmark(first, &leads_to) ||
	    !read_landmark(second, &proves_from))
		return false;
	*offset = as_number(leads) - leads_to;
	*proves = bpf_ktime_get_ns();
	return !bpf_probe_read_kernel(&found, sizeof(found),
				      (const void *)(proves_from + *offset)) &&
	       found == *proves;
}

#endif

// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * No hook: userspace has it run with an address, and finds the name of the kernel's function there
 * in `function_name`. Loaded where the kernel has bpf_snprintf(): Linux 5.13, "bpf: Add a
 * bpf_snprintf helper". It tells names also where /proc/kallsyms hides addresses or is not there.
 */
#include "maps.bpf.h"

/* A name, in a module with "[module]" behind it; a number where the kernel knows none. */
static const char name_of_address[] = "%ps";

SEC("raw_tp")
int name_function(const __u64 *arguments)
{
	__u64 address = arguments[0];

	bpf_snprintf(function_name, sizeof(function_name), name_of_address, &address,
		     sizeof(address));
	return 0;
}

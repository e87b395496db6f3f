// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
#define CANARY_DEFINE_MAPS
#include "maps.bpf.h"
#include "scratch.bpf.h"

char LICENSE[] SEC("license") = "GPL";

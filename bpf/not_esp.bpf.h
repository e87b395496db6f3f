/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which states do not encrypt: those of AH and IPComp, and the kernel's own helpers of IPComp. A tc
 * program learns of the state that a packet came out of its SPI, and not its protocol.
 */
#ifndef XFRM_CANARY_NOT_ESP_BPF_H
#define XFRM_CANARY_NOT_ESP_BPF_H

#include <stdbool.h>

#include <bpf/bpf_endian.h>

#include "maps.bpf.h"

static __always_inline __u32 *not_esp_slot(__u32 spi_be)
{
	return &not_esp[bpf_ntohl(spi_be) & (CANARY_NOT_ESP_SLOTS - 1)];
}

static __always_inline void remember_not_esp(__u32 spi_be)
{
	*not_esp_slot(spi_be) = spi_be;
}

static __always_inline bool is_not_esp(__u32 spi_be)
{
	return spi_be && *not_esp_slot(spi_be) == spi_be;
}

#endif

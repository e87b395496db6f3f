/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The contract between the BPF programs and userspace: included by both, so that neither can drift.
 * Addresses are 16 bytes in network order; an IPv4 address lies in the first four, the rest is
 * zero. Numbers are in host byte order unless the name ends in _be.
 */
#ifndef XFRM_CANARY_ABI_H
#define XFRM_CANARY_ABI_H

#ifdef __cplusplus
#include <cstdint>
typedef std::uint8_t canary_u8;
typedef std::uint16_t canary_u16;
typedef std::uint32_t canary_u32;
typedef std::uint64_t canary_u64;
#define CANARY_ASSERT static_assert
#else
#include <linux/types.h>
typedef __u8 canary_u8;
typedef __u16 canary_u16;
typedef __u32 canary_u32;
typedef __u64 canary_u64;
#define CANARY_ASSERT _Static_assert
#endif

/* Rows of /proc/net/xfrm_stat that we can follow; Linux 6.12 has 30. */
#define CANARY_MAX_DROP_COUNTERS 48
/* Slots of the counter table that a look-up may try at the first of a key's two places, and then at
 * the second, before it gives up (and says so). Up to half of the table finds room so. */
#define CANARY_COUNTER_WAYS 4
#define CANARY_COUNTER_MORE_WAYS 16
/* Room for events that userspace has not read. */
#define CANARY_EVENT_BYTES (1 << 20)
/* How often userspace reads events that do not wake it up; those that tell of a drop do, and any
 * when a quarter of the room is taken. */
#define CANARY_READ_INTERVAL_MS 250
/* Probes between encryption and uplink that can be in flight at once (a power of two). */
#define CANARY_IN_FLIGHT_SLOTS 4096
/* Datagrams that can wait at a socket until nobody knows any more when they arrived (a power of
 * two). More than fit into its receive buffer. */
#define CANARY_ARRIVALS 16384
/* ESP packets that arrived on one CPU and are not decrypted yet (a power of two): devices hand over
 * up to 8 at once (net.core.gro_normal_batch), all of which pass tc ingress before the first is
 * decrypted. */
#define CANARY_AWAITED 16
/* Longest IP packet, in bytes, that may be recognised as a probe. */
#define CANARY_MAX_PROBE_LENGTH 9216

/* Kinds of plaintext that are counted apart. */
#define CANARY_PLAINTEXT_KEYS 8192
#define CANARY_PORTS 65536

/* Bits of probe_lengths. */
enum canary_length {
	CANARY_LENGTH_OF_PROBE = 1, /* of an IP packet */
	CANARY_LENGTH_OF_PAYLOAD =
		2, /* of what a state encrypts that leaves the IP header outside */
	CANARY_LENGTH_OF_PACKET = 4, /* of what one encrypts that takes the whole packet */
};

/* What is behind a UDP port. */
enum canary_overlay {
	CANARY_NO_OVERLAY = 0,
	CANARY_VXLAN = 1,
	CANARY_GENEVE = 2,
};

enum canary_event_kind {
	CANARY_PROBE_ENCRYPTED = 1,
	CANARY_PROBE_LEFT_UPLINK = 2,
	CANARY_PROBE_LEFT_IN_CLEAR = 3,
	CANARY_PROBE_ARRIVED = 4,
	CANARY_PACKET_DROPPED = 5,
	CANARY_PACKET_FREED = 6, /* outside of XFRM: ESP of anybody's, or a probe in the clear */
};

enum canary_leg {
	CANARY_NO_PROBE = 0,
	CANARY_REQUEST = 1,
	CANARY_REPLY = 2,
};

enum canary_counter_stage {
	CANARY_ENCRYPTED = 1,
	CANARY_LEFT = 2,
	CANARY_ARRIVED = 3, /* its slot also counts what was decrypted of it */
	CANARY_DECRYPTED = 4, /* only where the decrypted packet's arrival is not known */
};

/* A STAMP packet (RFC 8762, RFC 8972), as readable at this point of its way. */
struct canary_probe {
	canary_u8 source[16];
	canary_u8 destination[16];
	canary_u32 sequence; /* the sender's, in requests and replies */
	canary_u16 ssid;
	canary_u8 leg; /* enum canary_leg; CANARY_NO_PROBE: the other fields mean nothing */
	canary_u8 family; /* 4 or 6 */
};
CANARY_ASSERT(sizeof(struct canary_probe) == 40, "ABI");

struct canary_event {
	canary_u64 boot_ns; /* CLOCK_BOOTTIME */
	canary_u64 location; /* kernel address that freed the packet; 0 if unknown */
	canary_u32 kind; /* enum canary_event_kind */
	canary_u32 drop_counter; /* row of /proc/net/xfrm_stat, from 0 */
	canary_u32 packets; /* more than one only where no packet can be named */
	canary_u32 drop_reason; /* enum skb_drop_reason of the running kernel */
	canary_u32 spi; /* 0: not known */
	canary_u32 esp_sequence; /* 0: not known (RFC 4303, 3.3.3: the first is 1) */
	canary_u32 mark;
	canary_u8 family; /* of source and destination: 4, 6, or 0 where no packet is known */
	canary_u8 decrypted; /* CANARY_PROBE_ARRIVED: it came out of XFRM */
	canary_u8 authenticated; /* in the clear, but behind AH */
	canary_u8 null_cipher; /* no state of ESP that it passed encrypts */
	canary_u32
		device; /* CANARY_PROBE_ENCRYPTED: index of the one that it is to leave through */
	canary_u32 pad_more;
	canary_u8 source[16]; /* outer header where there is one */
	canary_u8 destination[16];
	struct canary_probe probe;
};
CANARY_ASSERT(sizeof(struct canary_event) == 128, "ABI");

/* One row of the counter table. A slot belongs to one CPU, so nothing here is atomic. */
struct canary_counter {
	canary_u32 spi_be;
	canary_u8 stage; /* enum canary_counter_stage; 0: free */
	canary_u8 family;
	canary_u16 pad;
	canary_u8 source[16];
	canary_u8 destination[16];
	canary_u64 packets;
	canary_u64 bytes; /* IP packet on the wire; for CANARY_ENCRYPTED the inner one */
	canary_u64 decrypted_packets;
	canary_u64 decrypted_bytes; /* as they arrived, still encrypted */
	/* ESP sequence numbers, low 32 bits: bpf/sequence.bpf.h. Those of the state that counts
	 * now, */
	canary_u32 before_first; /* the first that was counted, less 1 */
	canary_u32 highest_sequence;
	/* and of the one before it, where the numbers began again, */
	canary_u32 previous_before_first;
	canary_u32 previous_highest;
	canary_u64 previous_packets; /* all that were counted until then */
	canary_u16 restarts; /* how often they did */
	canary_u16 stray_at; /* how many packets had been counted with `stray` */
	/* what came out of order, of all states: */
	canary_u32 duplicated; /* a number that had been counted */
	canary_u32 reordered; /* one that had been skipped, or too far back to know */
	canary_u32 missing_below; /* bit n of `missing`: this number less n was skipped */
	canary_u32 missing;
	canary_u32 stray; /* the last number from far back */
};
CANARY_ASSERT(sizeof(struct canary_counter) == 120, "ABI");

/* An ESP packet that arrived and is to be decrypted next, on the same CPU. */
struct canary_awaited {
	canary_u64 name; /* SPI and sequence number as in its header; 0: none */
	canary_u32 slot; /* that counted its arrival */
	canary_u32 bytes;
};

/* What each CPU keeps for itself, followed by its counter table: rows of struct
 * canary_counter. */
struct canary_cpu {
	canary_u64 drop_counters[CANARY_MAX_DROP_COUNTERS]; /* the kernel's, as last seen */
	canary_u64 watching; /* drop_counters is valid: every rise from now on becomes an event */
	canary_u64 per_cpu_offset; /* from a per-CPU address to this CPU's copy */
	canary_u64 kfree_skb_runs;
	canary_u64 kfree_skb_probe_runs; /* of these, in the namespace of the probes */
	canary_u64 lookup_runs; /* failed look-ups of local senders */
	canary_u64 events_lost; /* the ring buffer was full */
	canary_u64 packets_uncounted; /* the counter table was full */
	canary_u64 plaintext_uncounted; /* the map of plaintext was full */
	struct canary_awaited awaited[CANARY_AWAITED]; /* in the order of arrival, a ring */
	canary_u32 next_arrival; /* how many there were; modulo CANARY_AWAITED its place */
	canary_u32 next_decryption; /* which of them is expected first */
};
CANARY_ASSERT(sizeof(struct canary_cpu) % 8 == 0, "ABI: the counter table follows");

/* When a datagram arrived at a socket of ours, told by how its payload begins: in STAMP that holds
 * sequence number, timestamp and SSID, so no two begin alike. */
struct canary_arrival {
	canary_u8 beginning[32];
	canary_u64 boot_ns; /* CLOCK_BOOTTIME; 0: none */
};
CANARY_ASSERT(sizeof(struct canary_arrival) == 40, "ABI");

enum canary_clear_way {
	CANARY_WAY_OUT = 0,
	CANARY_WAY_IN = 1,
};
/* Bits of struct canary_plaintext_key. */
#define CANARY_SOURCE_PORT_NAMED 1
#define CANARY_DESTINATION_PORT_NAMED 2
#define CANARY_AUTHENTICATED 4 /* by AH */

/* Key and value of the map that counts plaintext between protected addresses: what policies can
 * tell packets apart by, and no more, so that there are few. */
struct canary_plaintext_key {
	canary_u8 source[16];
	canary_u8 destination[16];
	canary_u16 source_port; /* of ICMP the type; 0 unless CANARY_SOURCE_PORT_NAMED */
	canary_u16 destination_port; /* of ICMP the code */
	canary_u32 mark; /* the bits of permitting_marks */
	canary_u8 family;
	canary_u8 protocol;
	canary_u8 way; /* enum canary_clear_way */
	canary_u8 bits;
};
CANARY_ASSERT(sizeof(struct canary_plaintext_key) == 44, "ABI: no holes in a key");
struct canary_plaintext_count {
	canary_u64 packets;
	canary_u64 bytes;
};

/* Key of the map of protected prefixes (BPF_MAP_TYPE_LPM_TRIE): family first, so that one trie
 * serves both. prefix_bits counts the family's 32 bits too. */
struct canary_prefix_key {
	canary_u32 prefix_bits;
	canary_u32 family;
	canary_u8 address[16];
};
/* Its value: bits. The longest prefix decides, so each has those of all around it, too. */
#define CANARY_PROTECTED_LOCAL 1
#define CANARY_PROTECTED_REMOTE 2

#endif

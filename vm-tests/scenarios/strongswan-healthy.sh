# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# strongSwan (charon) on both nodes, with a tunnel between the pods' ranges. Nothing is wrong: every probe is proved encrypted, `inspect`
# finds nothing in its tables, and IKE's own packets are no leak.
#
#   pod A ── node A ── IP │ ESP │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well
expect counters-unmoved
expect no-finding plaintext-leak

play() {
	ike_nodes
	strongswan_starts all
	strongswan_initiates node-a
	tables_are_healthy idle
	start_canaries
	tables_are_healthy busy
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# strongSwan renews its keys under traffic as it should: the new states come before the old ones go, begun by either node, and then the
# IKE SA as well. Not one packet is lost, and `inspect` takes two generations of states for what they are.
#
#   states in    1 ─┤ 1 and 2 ├ 2 ─┤ 2 and 3 ├ 3
#   states out   1 ──────┤ 2 ────────────┤ 3
canary_options all --after --settle 8s --deadline 1s
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak

play() {
	ike_nodes
	strongswan_starts all
	strongswan_initiates node-a
	start_canaries
	traffic node-a start 200
	strongswan_rekeys node-a --child pods
	tables_are_healthy rekeying
	strongswan_rekeys node-b --child pods
	strongswan_rekeys node-a --ike nodes
	traffic node-a stop
	tables_are_healthy rekeyed
}

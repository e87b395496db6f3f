# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# strongSwan authenticates anew under traffic, and makes before it breaks (make_before_break = yes): a second IKE SA with states of its own
# stands before the first one goes. Not one packet is lost.
canary_options all --after --settle 8s --deadline 1s
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak

play() {
	strongswan_charon make_before_break = yes
	ike_nodes
	strongswan_starts all
	strongswan_initiates node-a
	start_canaries
	traffic node-a start 200
	strongswan_rekeys node-a --ike nodes --reauth
	let_time_pass 2
	traffic node-a stop
	tables_are_healthy reauthenticated
}

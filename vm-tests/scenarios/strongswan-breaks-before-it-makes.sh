# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# strongSwan authenticates anew under traffic in its old order, which 5.9 has by default: states and policies go, and come back after two
# exchanges. What pods send in between leaves in the clear, and is a leak, however short.
#
#   states, policies   there ─┤ gone ├─ there
#   pods' packets      ESP    │clear │  ESP
canary_options all --after --settle 60s --deadline 1s
expect exit node-a 1
expect exit node-b 1
expect finding plaintext-leak failure node-a
expect clear node-a way=left other=node-b word=leaked

play() {
	ike_nodes
	strongswan_starts all
	strongswan_initiates node-a
	start_canaries
	traffic node-a start 1000
	strongswan_rekeys node-a --ike nodes --reauth
	let_time_pass 2
	traffic node-a stop
	tables_are_healthy reauthenticated
	interrupt_canary all
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Somebody tells strongSwan to end its IKE SA (`swanctl --terminate`): states and policies go on both nodes, and pods' packets leave in
# the clear from then on. No probe need be lost, and all of it is a leak.
#
#   states, policies   there ─┤ gone
#   pods' packets      ESP    │ clear
canary_options all --after --settle 60s --deadline 1s
expect leak-to-node-b

play() {
	ike_nodes
	strongswan_starts all
	strongswan_initiates node-a
	start_canaries
	await_on_wire 'ip protocol esp'
	swanctl_of node-a --terminate --ike nodes
	narrate "the IKE SA is terminated"
	await_on_wire 'udp dport 862'
	let_time_pass 1.2
	interrupt_canary all
}

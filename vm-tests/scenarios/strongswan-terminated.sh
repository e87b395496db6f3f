# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Somebody tells strongSwan to end its IKE SA (`swanctl --terminate`): states and policies go on both nodes, and pods' packets leave in
# the clear from then on. No probe need be lost, and all of it is a leak.
#
#   states, policies   there ─┤ gone
#   pods' packets      ESP    │ clear
canary_options all --after --settle 60s --deadline 1s
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect exit node-a 1
expect exit node-b 1
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure node-b
expect clear node-a way=left other=node-b word=leaked
expect clear node-b way=came other=node-a word=leaked

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

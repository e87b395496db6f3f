# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# `ipsec stop` on node A: libreswan tells its peer, and A's states and policies go: what its pods send leaves in the clear from then on,
# and is a leak. Node B keeps its policies without states, which drop what its pods send: no probe comes back.
#
#   node A   states, policies ─┤ none: clear
#   node B   states, policies ─┤ policies alone: XfrmOutNoStates
truth node-a node-b stage=sender-policy node=node-b leg=reply cause=XfrmOutNoStates
truth node-b node-a stage=sender-policy node=node-b leg=request cause=XfrmOutNoStates
canary_options all --after --settle 60s --deadline 1s
expect leak-to-node-b

play() {
	libreswan_connection pods type=tunnel leftsubnet=OWN_PODS rightsubnet=PEER_PODS
	ike_nodes
	libreswan_starts all
	libreswan_initiates node-a
	start_canaries
	await_on_wire 'ip protocol esp'
	libreswan_stops node-a
	await_on_wire 'udp dport 862'
	let_time_pass 1.2
	interrupt_canary all
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# strongSwan of both nodes is killed, started anew and initiates. Its states and policies stay meanwhile and encrypt; the new process lays
# its own beside them. Traffic does not notice, and the canaries see the daemon go and come by its control socket.
#
#   charon     runs ─┤ killed ────┤ runs ─┤ initiates
#   pods pass  ──────────────────────────────────────
canary_options all --settle 3s --deadline 1s
expect all-is-well
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak

play() {
	ike_nodes
	strongswan_starts all
	strongswan_initiates node-a
	start_canaries
	ike_killed all
	strongswan_starts all
	strongswan_initiates node-a
	ike_ready all
}

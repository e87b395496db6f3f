# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# strongSwan has laid down trap policies (start_action = trap) and nothing else: the first packets make the kernel ask for states, and are
# dropped until these stand. Nothing leaves in the clear, and `inspect` finds nothing in tables that only wait.
#
#   states     none ─────┤ larval ┤ there
#   pods       silent ───┤ dropped┤ pass
canary_options all --after --settle 60s --deadline 1s
expect no-finding plaintext-leak
expect no-clear node-a word=leaked
expect no-clear node-b word=leaked
expect counter node-a XfrmOutNoStates '>0'
truth node-a node-b stage=sender-policy cause=XfrmOutNoStates
truth node-b node-a sometimes stage=sender-policy cause=XfrmOutNoStates

play() {
	strongswan_child start_action = trap
	ike_nodes
	strongswan_starts all
	tables_are_healthy waiting
	start_canaries
	await_on_wire 'ip protocol esp'
	let_time_pass 2
	tables_are_healthy there
	interrupt_canary all
}

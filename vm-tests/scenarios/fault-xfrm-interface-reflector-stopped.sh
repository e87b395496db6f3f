# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# An xfrm interface, and what answers on node B stands still. What A sends is decrypted there: nothing is lost on the wire.
#
#   pod A ── ipsec0 ── ESP ──▶ wire ──▶ node B eth0, ipsec0 ── pod B
#                                                             └─┤ the reflector is stopped
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-socket node=node-b leg=request cause=none
expect verdict node-a not-recovered
expect lost node-a encrypted '>0'

play() {
	plain_nodes
	overlay_device ipsec0 xfrm dev eth0 if_id 42
	esp_states tunnel 1 if_id 42
	tunnel_policies if_id 42
	start_canaries
	await_on_wire 'ip protocol esp'
	kill -STOP "${REFLECTOR_PIDS[2]}"
	let_time_pass 0.6
	interrupt_canary all
}

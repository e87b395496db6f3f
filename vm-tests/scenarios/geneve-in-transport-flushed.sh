# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below Geneve, and then all states and policies of both nodes are flushed, as a daemon of IKE does when it ends: pods'
# packets go on in Geneve, in the clear, and arrive. No probe is lost.
#
#   pod A ── genev0 ── IP │ Geneve │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 60s --deadline 1s
expect leak-to-node-b
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect merged-findings plaintext-leak =2

GENEVE_PORT=6081

play() {
	plain_nodes
	overlay_device genev0 geneve id 100 remote REMOTE dstport "$GENEVE_PORT"
	esp_states transport 1
	policies nodes "proto udp dport $GENEVE_PORT" "proto udp dport $GENEVE_PORT" tmpl proto esp reqid 1 mode transport
	start_canaries
	await_on_wire 'ip protocol esp'
	fall_to_clear
	await_on_wire "udp dport $GENEVE_PORT"
	let_time_pass 1.2
	interrupt_canary all
}

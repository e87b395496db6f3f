# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below GRE, and then all states and policies of both nodes are flushed: pods' packets go on in GRE, in the clear, and
# arrive. No probe is lost.
#
#   pod A ── gre1 ── IP │ GRE │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 60s --deadline 1s
expect leak-to-node-b
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect merged-findings plaintext-leak =2

play() {
	plain_nodes
	overlay_device gre1 gre local LOCAL remote REMOTE key 42 ttl 64
	esp_states transport 1
	policies nodes 'proto gre' 'proto gre' tmpl proto esp reqid 1 mode transport
	start_canaries
	await_on_wire 'ip protocol esp'
	fall_to_clear
	await_on_wire 'ip protocol gre'
	let_time_pass 1.2
	interrupt_canary all
}

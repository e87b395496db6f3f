# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below Geneve at a port of its own (6082), and then all states and policies of both nodes are flushed: pods' packets go on
# in Geneve, in the clear, and arrive. Its port is asked of the device. No probe is lost.
#
#   pod A ── genev0 ── IP │ Geneve │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 60s --deadline 1s
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect exit node-a 1
expect exit node-b 1
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure node-b
expect merged-findings plaintext-leak =2
expect clear node-a way=left other=node-b word=leaked
expect clear node-b way=came other=node-a word=leaked

play() {
	plain_nodes
	overlay_device genev0 geneve id 100 remote REMOTE dstport 6082
	esp_states transport 1
	policies nodes 'proto udp dport 6082' 'proto udp dport 6082' tmpl proto esp reqid 1 mode transport
	start_canaries
	await_on_wire 'ip protocol esp'
	fall_to_clear
	await_on_wire 'udp dport 6082'
	let_time_pass 1.2
	interrupt_canary all
}

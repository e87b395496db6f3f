# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode between the nodes' own addresses; all states and policies are flushed just before the canaries are ended. What went in
# the clear from then on was demanded to be encrypted until then, and is a leak, although no table says so any more.
canary_options all --after --settle 60s --deadline 1s
expect leak-to-node-b
expect merged-findings plaintext-leak =2

play() {
	plain_nodes
	probe_nodes
	esp_states transport 1
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
	start_canaries
	await_on_wire 'ip protocol esp'
	fall_to_clear
	await_on_wire 'udp dport 862'
	let_time_pass 0.3
	interrupt_canary all
}

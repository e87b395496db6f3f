# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode between the nodes' own addresses; all states and policies are flushed just before the canaries are ended. What went in
# the clear from then on was demanded to be encrypted until then, and is a leak, although no table says so any more.
canary_options all --after --settle 60s --deadline 1s
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect exit node-a 1
expect exit node-b 1
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure node-b
expect merged-findings plaintext-leak =2
expect clear node-a way=left other=node-b word=leaked
expect clear node-b way=came other=node-a word=leaked

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

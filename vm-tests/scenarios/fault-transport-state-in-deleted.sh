# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode between the nodes' own addresses, and the state that node B decrypts with is deleted.
#
#   node A ── ESP ──▶ wire ──▶ node B
#                              └─┤ no state: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=161
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=161
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect counter node-a XfrmInNoStates =0
expect drop node-b cause=XfrmInNoStates direction=in spi=161

lay_down() {
	plain_nodes
	probe_nodes
	esp_states transport 1
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
}

play() {
	lay_down
	start_canaries
	await_on_wire 'ip protocol esp'
	delete_state_in_of_b
	let_time_pass 0.6
	interrupt_canary all
}

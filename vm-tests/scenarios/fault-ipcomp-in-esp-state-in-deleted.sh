# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# IPComp inside of ESP, and the state of ESP that node B decrypts with is deleted.
#
#   pod A ── IP │ ESP │ IPComp │ pod's packet ──▶ wire ──▶ node B
#                                                         └─┤ no state: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=161
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=161
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect counter node-a XfrmInNoStates =0
expect drop node-b cause=XfrmInNoStates direction=in spi=161

play() {
	plain_nodes
	states comp tunnel 3 0x8a76 0x8a77 -- flag af-unspec comp deflate
	esp_states transport 1
	policies pods '' '' tmpl src FROM dst TO proto comp reqid 3 mode tunnel OPTIONAL_IN tmpl proto esp reqid 1 mode transport
	start_canaries
	await_on_wire 'ip protocol esp'
	delete_state_in_of_b
	let_time_pass 0.6
	interrupt_canary all
}

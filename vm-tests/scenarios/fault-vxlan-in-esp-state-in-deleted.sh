# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# VXLAN inside of ESP, as Cilium has it from 1.18 on, and the state that node B decrypts with is deleted.
#
#   pod A ── IP │ ESP │ IP │ VXLAN │ pod's packet ──▶ wire ──▶ node B
#                                                             └─┤ no state: what A sends, requests and replies
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
	overlay_device vxlan0 vxlan id 1 dstport 8472 local LOCAL remote REMOTE
	esp_states tunnel 1
	policies nodes 'proto 17 dport 8472' 'proto 17 dport 8472' tmpl src FROM dst TO proto esp reqid 1 mode tunnel
	start_canaries
	await_on_wire 'ip protocol esp'
	delete_state_in_of_b
	let_time_pass 0.6
	interrupt_canary all
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP in UDP, and the state that node B decrypts with is deleted: dropped with UDP in front of its ESP header, and named.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state deleted
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
states_have encap espinudp 4500 4500 0.0.0.0
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect counter node-a XfrmInNoStates =0
expect drop node-b cause=XfrmInNoStates direction=in spi=3
expect diagnosis node-b 'XfrmInNoStates: state .* SPI 0x3 .* was deleted'

play() {
	receive_esp_in_udp all
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	await_on_wire 'udp dport 4500'
	remove_rule node-b 'state in'
	let_time_pass 0.6
	interrupt_canary all
}

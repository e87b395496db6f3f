# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node B ends a key rotation, and node A never began it: packets die at B for want of a state, and A is the node that has to change.
#
#   XFRM       1.13.2, both nodes ────┤ B: SPI 4 ┤ B gives up SPI 3, A still sends with it
#   pod paths  pass ─────────────────────────────┤ lost: what A sends
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect diagnosis node-a 'node-b drops what comes from node-a, SPI 3, XfrmInNoStates: state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* was deleted'
expect diagnosis node-a 'node-b decrypts with state 0.0.0.0 -> 10.0.1.200 SPI 0x4 .* now, and node-a still encrypts with state 10.0.0.200 -> 10.0.1.200 SPI 0x3'
expect diagnosis node-a 'policy out 10.0.0.0/24 -> 10.0.1.0/24 .* of node-a leads to it'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	add_rule node-b 'state in' 's/spi 0x00000003/spi 0x00000004/; s/0x0011/0x4411/'
	let_time_pass 0.3
	remove_rule node-b 'state in'
	let_time_pass 0.6
	interrupt_canary all
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The tunnel address of node B changes, and node A still sends to the old one.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state: dst 10.0.1.201
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect merged-fate node-a node-b stage=receiver-decrypt 'outer=10.0.0.200 -> 10.0.1.200'
expect diagnosis node-a 'state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* was deleted'
expect diagnosis node-a 'state 0.0.0.0 -> 10.0.1.201 SPI 0x3 .* is for another address'
expect diagnosis node-a 'node-b decrypts with state 0.0.0.0 -> 10.0.1.201 .* now, and node-a still encrypts with state 10.0.0.200 -> 10.0.1.200'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-b 'state in' 's/dst 10.0.1.200/dst 10.0.1.201/'
	let_time_pass 0.6
	interrupt_canary all
}

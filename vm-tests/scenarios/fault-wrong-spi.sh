# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node A encrypts with an SPI that node B does not know.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT state and policy: SPI 4
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=4
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=4
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect drop node-b cause=XfrmInNoStates direction=in spi=4
expect diagnosis node-b 'there is no state for SPI 4 to 10.0.1.200'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	add_rule node-a 'state out' 's/spi 0x00000003/spi 0x00000004/'
	replace_rule node-a 'policy out' 's/spi 0x00000003/spi 0x00000004/'
	let_time_pass 0.6
	interrupt_canary all
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The IN state of node B wants a mark with a node ID, the packets arrive without one.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state: mark 0xa010d00/0xffff0f00
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect diagnosis node-b 'the only state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* asks for mark 0xa010d00/0xffff0f00, and the packet bore 0xd00'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-b 'state in' 's/ mark 0xd00 mask 0xf00 / mark 0xa010d00 mask 0xffff0f00 /'
	let_time_pass 0.6
	interrupt_canary all
}

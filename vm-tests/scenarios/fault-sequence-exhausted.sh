# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The sequence numbers of the OUT state of node A are used up after ten more packets.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT state: 10 numbers left
#   pod paths  pass ──────────────────┤ pass ┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=sender-encrypt node=node-a leg=request cause=XfrmOutStateSeqError spi=3
truth node-b node-a stage=sender-encrypt node=node-a leg=reply cause=XfrmOutStateSeqError spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutStateSeqError '>0'
expect diagnosis node-a 'state 10.0.0.200 -> 10.0.1.200 SPI 0x3 .* has no ESP sequence number left'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-a 'state out' 's/reqid 1/reqid 1 replay-oseq 0xfffffff5/'
	let_time_pass 0.6
	interrupt_canary all
}

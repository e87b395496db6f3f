# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The replay window of node B is far ahead of what node A sends: every packet is taken for an old one.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state: 100000 were received
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInStateSeqError spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInStateSeqError spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInStateSeqError '>0'
expect diagnosis node-b 'XfrmInStateSeqError: state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* has seen it, or has its replay window elsewhere'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-b 'state in' 's/reqid 1/reqid 1 replay-window 32 replay-seq 100000/'
	let_time_pass 0.6
	interrupt_canary all
}

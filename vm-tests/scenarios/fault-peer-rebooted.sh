# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node A reboots: its OUT state is new and counts from 1, while node B, with ESN and a replay window, has seen far more.
#
# The kernel of B takes the low number for one of the next 2^32, authenticates with the wrong upper half, and fails.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT state anew
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInStateProtoError spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInStateProtoError spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInStateProtoError '>0'
expect diagnosis node-b 'state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* cannot decrypt it'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	replace_rule node-a 'state out' 's/reqid 1/reqid 1 replay-window 32 replay-oseq 5000 flag esn/'
	replace_rule node-b 'state in' 's/reqid 1/reqid 1 replay-window 32 replay-seq 5000 flag esn/'
	start_canaries
	let_time_pass 0.3
	replace_rule node-a 'state out' 's/reqid 1/reqid 1 replay-window 32 flag esn/'
	let_time_pass 0.6
	interrupt_canary all
}

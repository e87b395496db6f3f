# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The OUT state of node A reaches its hard limit of packets: it expires, and is deleted by the kernel.
#
# The packet that is one too many finds the state expired; one that comes before it is deleted, not valid; all others find none.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT state: 10 packets left
#   pod paths  pass ──────────────────┤ pass ┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b sometimes stage=sender-encrypt node=node-a leg=request "cause=XfrmOutStateExpired|XfrmOutStateInvalid" spi=3
truth node-b node-a sometimes stage=sender-encrypt node=node-a leg=reply "cause=XfrmOutStateExpired|XfrmOutStateInvalid" spi=3
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutNoStates
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutNoStates
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutStateExpired '>0'
expect counter node-a XfrmOutNoStates '>0'
expect diagnosis node-a 'state 10.0.0.200 -> 10.0.1.200 SPI 0x3 .* expired'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	watch_expiry node-a
	replace_rule node-a 'state out' 's/reqid 1/reqid 1 limit packet-hard 10/'
	let_time_pass 0.6
	interrupt_canary all
}

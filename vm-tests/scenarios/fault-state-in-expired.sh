# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The IN state of node B reaches its hard limit of packets: it expires, and is deleted by the kernel.
#
# The packet that is one too many finds the state expired; one that comes before it is deleted, not valid; all others find none.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state: 10 packets left
#   pod paths  pass ──────────────────┤ pass ┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b sometimes stage=receiver-decrypt node=node-b leg=request "cause=XfrmInStateExpired|XfrmInStateInvalid" spi=3
truth node-b node-a sometimes stage=receiver-decrypt node=node-b leg=reply "cause=XfrmInStateExpired|XfrmInStateInvalid" spi=3
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInStateExpired '>0'
expect counter node-b XfrmInNoStates '>0'
expect diagnosis node-b 'state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* expired'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	watch_expiry node-b
	replace_rule node-b 'state in' 's/reqid 1/reqid 1 limit packet-hard 10/'
	let_time_pass 0.6
	interrupt_canary all
}

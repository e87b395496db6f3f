# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node B decrypts with another key, under the same SPI.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state: another key
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
	start_canaries
	let_time_pass 0.3
	replace_rule node-b 'state in' 's/0x0011/0xff11/'
	let_time_pass 0.6
	interrupt_canary all
}

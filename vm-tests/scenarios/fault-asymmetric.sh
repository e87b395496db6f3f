# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Two faults at once: node B has no state for what A sends, and node A decrypts with another key than B encrypts with.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state deleted, A's: another key
#   pod paths  pass ──────────────────┤ lost, in each direction for its own cause
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-a leg=request cause=XfrmInStateProtoError spi=3
truth node-a node-b sometimes stage=receiver-decrypt node=node-a leg=reply cause=XfrmInStateProtoError spi=3
truth node-b node-a sometimes stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect counter node-a XfrmInStateProtoError '>0'
expect diagnosis node-b 'XfrmInNoStates: state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* was deleted'
expect diagnosis node-a 'XfrmInStateProtoError: state 0.0.0.0 -> 10.0.0.200 SPI 0x3 .* cannot decrypt it'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	remove_rule node-b 'state in'
	replace_rule node-a 'state in' 's/0x0011/0xff11/'
	let_time_pass 0.6
	interrupt_canary all
}

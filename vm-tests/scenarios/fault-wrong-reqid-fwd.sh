# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The FWD policy of node B requires another reqid than that of the state that decrypted.
#
#   XFRM       1.13.2, both nodes ────┤ B's FWD template: reqid 2, required
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-policy node=node-b leg=request cause=XfrmInTmplMismatch spi=3
truth node-b node-a stage=receiver-policy node=node-b leg=reply cause=XfrmInTmplMismatch spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInTmplMismatch '>0'
expect diagnosis node-b 'no state satisfies the template 0.0.0.0 -> 10.0.1.200 reqid 2 of policy fwd'
expect diagnosis node-b 'state 0.0.0.0 -> 10.0.1.200 SPI 0x3 .* has reqid 1'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-b 'policy fwd' 's/reqid 1/reqid 2/; s/ level use//'
	let_time_pass 0.6
	interrupt_canary all
}

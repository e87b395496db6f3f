# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Over IPv6, the state that node B decrypts with is deleted: what reaches B finds none.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN state deleted
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
family 6
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoStates '>0'
expect counter node-a XfrmInNoStates =0
expect drop node-b cause=XfrmInNoStates direction=in spi=3
expect diagnosis node-b 'XfrmInNoStates: state :: -> .* SPI 0x3 .* was deleted'

play() {
	fresh_nodes cluster-pool-native-ipv6 1.13.2
	start_canaries
	await_on_wire 'ip6 nexthdr esp'
	remove_rule node-b 'state in'
	let_time_pass 0.6
	interrupt_canary all
}

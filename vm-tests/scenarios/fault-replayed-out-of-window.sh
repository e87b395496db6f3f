# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The wire holds some packets back for so long that they fall out of the replay window of the receiver.
#
#   node A ── eth0 ──▶ wire ── 1 3 4 5 6 .. 2 ──▶ eth0 ── node B: replay window of 4, 2 is too old
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInStateSeqError spi=3
truth node-b node-a sometimes stage=receiver-decrypt node=node-b leg=reply cause=XfrmInStateSeqError spi=3
expect counter node-b XfrmInStateSeqError '>0'
expect diagnosis node-b 'XfrmInStateSeqError: state 0.0.0.0 -> 10.0.1.200 SPI 0x3 '

play() {
	fresh_nodes cluster-pool-native 1.13.2
	replace_rule node-b 'state in' 's/reqid 1/reqid 1 replay-window 4/'
	in_wire tc qdisc add dev node-b root netem delay 400ms reorder 70%
	start_canaries
	let_time_pass 2
	interrupt_canary all
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node A drops more packets than its stopped canary takes out of the ring buffer: it says that it was blind.
#
# What was lost while events were, can be unattributed; what was lost before and after is not.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT policy blocks, 10000 packets want out
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
blind node-a
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutPolBlock '>=10000'
expect unattributed '>0'
expect diagnosis node-a 'policy out 10.0.0.0/24 -> 10.0.1.0/24 .* action block takes it'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-a 'policy out' 's/priority 0 tmpl.*/action block priority 0/'
	let_time_pass 0.3
	kill -STOP "${CANARY_PID[node-a]}"
	in_pod node-a bash -c 'exec 3>/dev/udp/10.0.1.10/9; for ((i = 0; i < 10000; i++)); do printf x >&3; done'
	kill -CONT "${CANARY_PID[node-a]}"
	let_time_pass 0.6
	interrupt_canary all
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node A has two uplinks, and nobody names one: the canaries find both by their routes. ESP leaves through eth1, and comes back
# through eth0, while 1.13.0 becomes 1.13.2 and pods are blocked for a moment.
#
#   agents     ready 1.13.0 ──┤ gone ├──────────────────────── ready 1.13.2 ──
#   endpoints  old marks ──────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ blocked   ┤ pass
canary_options all --uplink found
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=sender-policy node=node-b leg=reply cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-b leg=request cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect exit node-a 0
expect exit node-b 0
expect no-finding unwatched-uplink
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.0
	add_second_uplink node-a
	send_through_second_uplink node-a
	start_canaries
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
}

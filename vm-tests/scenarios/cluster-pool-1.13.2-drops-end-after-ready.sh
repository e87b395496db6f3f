# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As cluster-pool-1.13.2, but the agent says that it is ready before the endpoints are regenerated, as it really does.
#
#   agents     ready 1.13.0 ──┤ gone ├─────────── ready 1.13.2 ────────────
#   XFRM       1.13.0 ─────────────────┤ 1.13.2
#   endpoints  old marks ───────────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ blocked        ┤ pass
canary_options all --settle 8s
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=sender-policy node=node-b leg=reply cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-b leg=request cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect exit node-a 0
expect counter node-a XfrmOutPolBlock '>0'
expect counter node-b XfrmOutPolBlock '>0'
expect merged-fate node-a node-b stage=sender-policy node=node-a cause=XfrmOutPolBlock
expect no-merged-fate stage=wire
expect recovery-end node-a '>=1000'
expect recovery-width node-a measured

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_canaries
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	agent_ready all 1.13.2
	let_time_pass 1
	endpoint_programs all new
}

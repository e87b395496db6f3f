# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Cilium 1.13.0 to 1.13.2, one pod range per node: blocked between the clean-up of XFRM and the endpoints' new marks.
#
# 1.13.2 deletes the stale policies and brings a default-drop policy. Until an endpoint's program is reloaded, its packets bear
# the old mark, which only the default-drop policy matches.
#
#   agents     ready 1.13.0 ──┤ gone ├──────────────────────── ready 1.13.2 ──
#   XFRM       1.13.0 ─────────────────┤ 1.13.2
#   endpoints  old marks ──────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ blocked   ┤ pass
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=sender-policy node=node-b leg=reply cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-b leg=request cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect exit node-a 0
expect exit node-b 0
expect counter node-a XfrmOutPolBlock '>0'
expect counter node-b XfrmOutPolBlock '>0'
expect drop node-a cause=XfrmOutPolBlock direction=out
expect merged-fate node-a node-b stage=sender-policy node=node-a cause=XfrmOutPolBlock
expect merged-fate node-b node-a stage=sender-policy node=node-b cause=XfrmOutPolBlock
expect no-merged-fate stage=wire
expect path-verdict node-a control unaffected
# One probe interval and one interval of asking the agent, both as they really were.
expect recovery-width node-a measured
expect recovery-width node-b measured

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_canaries
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
}

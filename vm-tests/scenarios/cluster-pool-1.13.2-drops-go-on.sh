# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As cluster-pool-1.13.2, but the endpoints of node A are never regenerated: it is ready, and blocks its pods for good.
#
#   agents       ready 1.13.0 ──┤ gone ├─────────── ready 1.13.2 ────────
#   XFRM         1.13.0 ─────────────────┤ 1.13.2
#   endpoints A  old marks ──────────────────────────────────────────────
#   endpoints B  old marks ──────────────┤ new marks
#   A's packets  pass ───────────────────┤ blocked, requests and replies
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=sender-policy node=node-b leg=reply cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy node=node-b leg=request cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect exit node-a 1
expect exit node-b 1
expect counter node-a XfrmOutPolBlock '>0'
expect merged-fate node-a node-b stage=sender-policy node=node-a cause=XfrmOutPolBlock
expect merged-fate node-b node-a stage=sender-policy node=node-a cause=XfrmOutPolBlock
expect no-merged-fate stage=wire
expect path-verdict node-a control unaffected

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_canaries
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	endpoint_programs node-b new
	agent_ready all 1.13.2
}

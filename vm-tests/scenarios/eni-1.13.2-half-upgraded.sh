# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Cilium 1.13.0 to 1.13.2, ENI, judged while only node A is upgraded: nothing gets through in either direction.
#
#   agent A    1.13.0 ─┤ gone ├─ ready 1.13.2 ─────────
#   agent B    1.13.0 ─────────────────────────────────
#   pod paths  pass ────────┤ lost, XfrmInNoStates on both
canary_options node-b --after --settle 60s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-a leg=request cause=XfrmInNoStates spi=3
# Until the endpoint program of node-a marks as 1.13.2 does; and replies that were on their way.
truth node-a node-b sometimes stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=receiver-decrypt node=node-a leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect exit node-a 1
expect exit node-b 1
expect counter node-a XfrmInNoStates '>0'
expect counter node-b XfrmInNoStates '>0'
expect merged-fate node-a node-b stage=receiver-decrypt node=node-b cause=XfrmInNoStates spi=3
expect merged-fate node-b node-a stage=receiver-decrypt node=node-a cause=XfrmInNoStates spi=3
expect no-merged-fate stage=wire
expect path-verdict node-a control unaffected

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	start_canaries
	agent_gone node-a
	layout node-a eni-endpoint-routes/upgraded-1.13.2-a-only
	host_programs node-a plain
	endpoint_programs node-a new
	agent_ready node-a 1.13.2
	await_phase node-a judging
	interrupt_canary node-b
}

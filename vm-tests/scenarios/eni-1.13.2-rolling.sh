# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Cilium 1.13.0 to 1.13.2, ENI, one node after the other: both directions die until the second node is upgraded, too.
#
# 1.13.2 deletes 1.13.0's states. The upgraded node speaks between CiliumInternalIPs, the old one between node addresses:
# neither has a state for what the other sends.
#
#   agent A    1.13.0 ─┤ gone ├─ ready 1.13.2 ────────────────────────────────────
#   agent B    1.13.0 ───────────────────────────┤ gone ├─ ready 1.13.2 ──────────
#   pod paths  pass ────────┤ lost, XfrmInNoStates on both ┤ pass
canary_options node-a --settle 15s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-a leg=request cause=XfrmInNoStates spi=3
# Until the endpoint program of a node marks as 1.13.2 does; and replies that were on their way.
truth node-a node-b sometimes stage=sender-policy cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=receiver-decrypt node=node-a leg=reply cause=XfrmInNoStates spi=3
truth node-b node-a sometimes stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect exit node-a 0
expect exit node-b 0
expect counter node-a XfrmInNoStates '>0'
expect counter node-b XfrmInNoStates '>0'
expect drop node-a cause=XfrmInNoStates direction=in spi=3
expect drop node-b cause=XfrmInNoStates direction=in spi=3
expect merged-fate node-a node-b stage=receiver-decrypt node=node-b cause=XfrmInNoStates spi=3
expect merged-fate node-b node-a stage=receiver-decrypt node=node-a cause=XfrmInNoStates spi=3
expect no-merged-fate stage=wire
expect recovery-end node-a '>0'

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	start_canaries
	agent_gone node-a
	layout node-a eni-endpoint-routes/upgraded-1.13.2-a-only
	host_programs node-a plain
	endpoint_programs node-a new
	agent_ready node-a 1.13.2
	let_time_pass 1
	agent_gone node-b
	layout node-b eni-endpoint-routes/upgraded-1.13.2-both
	host_programs node-b plain
	endpoint_programs node-b new
	agent_ready node-b 1.13.2
}

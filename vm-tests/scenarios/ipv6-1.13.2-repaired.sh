# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# IPv6, 1.13.0 to 1.13.2 with a default-drop policy that matches all of IPv6: blocked until the endpoints have new marks.
#
# 1.13.2 itself installed a policy for the one address :: (see ipv6-1.13.2-leak).
#
#   agents     ready 1.13.0 ──┤ gone ├──────────────────────── ready 1.13.2 ──
#   XFRM       1.13.0 ─────────────────┤ 1.13.2, repaired
#   endpoints  old marks ──────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ blocked   ┤ pass
family 6
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
expect no-finding plaintext-leak
expect path-verdict node-a control unaffected

play() {
	fresh_nodes cluster-pool-native-ipv6 1.13.0
	start_canaries
	agent_gone all
	layout all cluster-pool-native-ipv6/upgraded-1.13.2-drop-policy-repaired
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
}

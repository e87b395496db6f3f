# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Cilium 1.13.0 to 1.13.1 where all pods share a subnet (ENI, Azure): everything is lost and no counter moves anywhere.
#
# 1.13.1 leaves 1.13.0's states and policies in place. The stale OUT policy is older, so it wins: packets are encapsulated
# 0.0.0.0 -> 10.0.0.0, which the host program of 1.13.1 does not rewrite any more. They die as martians before the uplink.
#
#   agents     ready 1.13.0 ──┤ gone ├─────────────── ready 1.13.1 ──────────────
#   XFRM       1.13.0 ─────────────────┤ 1.13.0's and 1.13.1's, the stale one first
#   programs   1.13.0 ───────────────────────┤ 1.13.1
#   pod paths  pass ─────────────────────────┤ lost, and lost for good
truth node-a node-b stage=sender-uplink node=node-a leg=request spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-a node-b sometimes stage=sender-uplink node=node-b leg=reply spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-b node-a stage=sender-uplink node=node-b leg=request spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-b node-a sometimes stage=sender-uplink node=node-a leg=reply spi=3 'outer=0.0.0.0 -> 10.0.0.0'
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect exit node-a 1
expect exit node-b 1
expect counters-unmoved
expect no-xfrm-blame
expect merged-fate node-a node-b stage=sender-uplink node=node-a spi=3 'outer=0.0.0.0 -> 10.0.0.0'
expect merged-fate node-b node-a stage=sender-uplink node=node-b spi=3 'outer=0.0.0.0 -> 10.0.0.0'
expect no-merged-fate stage=wire
expect path-verdict node-a control unaffected
expect diagnosis node-a 'policy out 0.0.0.0/0 -> 10.0.0.0/16 .* sends it to 10.0.0.0'
expect diagnosis node-b 'policy out 0.0.0.0/0 -> 10.0.0.0/16 .* sends it to 10.0.0.0'

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	start_canaries
	agent_gone all
	layout all eni-endpoint-routes/upgraded-1.13.1-both
	host_programs all plain
	endpoint_programs all new
	agent_ready all 1.13.1
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The silent bug of 1.13.1, then the published way out: flush states and policies, let the agent install anew.
#
# It recovers, but between flush and re-install pods speak in plain text. That must not go unnoticed.
#
#   agents     1.13.0 ─┤ gone ├── ready 1.13.1 ────────────────────────
#   XFRM       1.13.0 ───┤ both ──────────┤ nothing ┤ 1.13.1
#   pod paths  pass ───────┤ lost         ┤ in plain text ┤ pass, encrypted
canary_options all --settle 10s
truth node-a node-b stage=sender-uplink node=node-a leg=request spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-a node-b sometimes stage=sender-uplink node=node-b leg=reply spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-b node-a stage=sender-uplink node=node-b leg=request spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-b node-a sometimes stage=sender-uplink node=node-a leg=reply spi=3 'outer=0.0.0.0 -> 10.0.0.0'
# Of two nodes that change one after the other, one has no state yet, or none any more, for what the other sends.
truth node-a node-b sometimes stage=receiver-decrypt cause=XfrmInNoStates spi=3
truth node-b node-a sometimes stage=receiver-decrypt cause=XfrmInNoStates spi=3
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect exit node-a 1
expect exit node-b 1
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure node-b
expect merged-fate node-a node-b stage=sender-uplink node=node-a spi=3
expect diagnosis node-a 'the older policy out 0.0.0.0/0 -> 10.0.0.0/16 .* takes every packet'
expect diagnosis node-b 'the older policy out 0.0.0.0/0 -> 10.0.0.0/16 .* takes every packet'

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	start_canaries
	agent_gone all
	layout all eni-endpoint-routes/upgraded-1.13.1-both
	host_programs all plain
	endpoint_programs all new
	agent_ready all 1.13.1
	let_time_pass 0.5
	flush_xfrm all
	let_time_pass 0.3
	layout all eni-endpoint-routes/fresh-1.13.1
}

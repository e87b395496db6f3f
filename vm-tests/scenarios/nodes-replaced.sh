# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The silent bug of 1.13.1, then the other published way out: nodes are replaced one by one, and begin with fresh states. While a
# node is replaced its pod does not send: nothing leaves in the clear.
#
#   agents     1.13.0 ─┤ gone ├── ready 1.13.1 ───────────────────────────────────────
#   XFRM       1.13.0 ───┤ both ──────────┤ A: fresh 1.13.1 ──┤ B: fresh 1.13.1 ──────
#   pod paths  pass ───────┤ lost                            ┤ pass
canary_options all --settle 10s
truth node-a node-b stage=sender-uplink node=node-a leg=request spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-a node-b sometimes stage=sender-uplink node=node-b leg=reply spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-b node-a stage=sender-uplink node=node-b leg=request spi=3 'outer=0.0.0.0 -> 10.0.0.0'
truth node-b node-a sometimes stage=sender-uplink node=node-a leg=reply spi=3 'outer=0.0.0.0 -> 10.0.0.0'
# Of two nodes that are replaced one after the other, one has no state yet for what the other sends.
truth node-a node-b sometimes stage=receiver-decrypt cause=XfrmInNoStates spi=3
truth node-b node-a sometimes stage=receiver-decrypt cause=XfrmInNoStates spi=3
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect exit node-a 0
expect exit node-b 0
expect no-finding plaintext-leak
expect merged-fate node-a node-b stage=sender-uplink node=node-a spi=3

replace_node() { # <node>
	in_pod "$1" tc qdisc change dev eth0 root plug block
	flush_xfrm "$1"
	layout "$1" eni-endpoint-routes/fresh-1.13.1
	in_pod "$1" tc qdisc change dev eth0 root plug release_indefinite
	narrate "$1 replaced"
}

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	start_canaries
	agent_gone all
	layout all eni-endpoint-routes/upgraded-1.13.1-both
	host_programs all plain
	endpoint_programs all new
	agent_ready all 1.13.1
	let_time_pass 0.5
	replace_node node-a
	let_time_pass 0.3
	replace_node node-b
}

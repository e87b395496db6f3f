# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Somebody removes the uplink's qdisc, and with it the canary's filters: they come back, and the span without them is told.
#
# Nothing is lost, but for up to a second plaintext could have left unseen: node-a may not say `unaffected`.
#
#   agents     ready 1.13.2 ──┤ gone ├── ready 1.13.2 ──────────────────
#   node-a tc  attached ──────────────────────────────┤ gone ├── attached
#   pod paths  pass ─────────────────────────────────────────────────────
canary_options all --without tcx
blind node-a
# Adding the qdisc again restarts the uplink's queue, which can lose what is just being sent (docs/limits.md): what the pods
# send is kept back meanwhile, but a node's own probes are not.
truth node-a node-b sometimes kind=control node=node-a leg=request
truth node-b node-a sometimes kind=control node=node-a leg=reply
expect verdict node-a inconclusive
expect verdict node-b unaffected
expect exit node-a 4
expect exit node-b 0
expect lost node-a encrypted =0
expect counters-unmoved
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	agent_gone all
	agent_starts all 1.13.2
	agent_ready all 1.13.2
	keep_back node-a change block
	keep_back node-b change block
	in_node node-a tc qdisc del dev eth0 clsact
	narrate "the uplink of node-a lost its filters"
	wait_until 10 "the canary to attach again" filters_are_back
	keep_back node-a change release_indefinite
	keep_back node-b change release_indefinite
}

filters_are_back() { [[ $(in_node node-a tc filter show dev eth0 egress) == *bpf* ]]; }

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
# Adding the qdisc again restarts the queue of the uplink, which can lose what node A is just sending (docs/limits.md).
truth node-b node-a sometimes stage=wire node=node-a leg=reply
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
	in_node node-a tc qdisc del dev eth0 clsact
	narrate "the uplink of node-a lost its filters"
}

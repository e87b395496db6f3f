# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The IN policy of node B is deleted: pod packets are forwarded and never ask it, so nothing is lost.
#
# The twin of fault-policy-fwd-deleted.
#
#   XFRM       1.13.2, both nodes ────┤ B's IN policy deleted
#   pod paths  pass ──────────────────┤ pass
canary_options all --after --settle 3s
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect verdict node-a unaffected

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	remove_rule node-b 'policy in'
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The canary of node A stands still for longer than an answer may take: what it did not send is not lost, and what it could not see it says.
#
#   canary A   sends ──┤ stopped, 3 s ├── sends
#   pod paths  pass ────────────────────────────
canary_options all --after --settle 10s
expect verdict node-a inconclusive
expect verdict node-b unaffected
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect counters-unmoved

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	kill -STOP "${CANARY_PID[node-a]}"
	let_time_pass 3
	kill -CONT "${CANARY_PID[node-a]}"
}

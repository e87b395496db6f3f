# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A daemon runs on node A, and an operator's `verify` beside it: each has its programs in front of everybody else's and lets the
# other's pass on. Neither is blind, and both judge that the agent's restart changed nothing.
#
#   agents     ready 1.13.2 ──┤ gone ├── ready 1.13.2 ──
#   pod paths  pass ────────────────────────────────────
expect verdict node-a unaffected
expect verdict node-b unaffected
expect exit node-a 0
expect exit node-b 0
expect lost node-a encrypted =0
expect counters-unmoved

# The daemon judges first.
canary_options all --settle 8s
DAEMON_OPTIONS=()

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	ip link set lo up
	start_daemon node-a --no-reflector "${DAEMON_OPTIONS[@]}"
	wait_until 90 "the daemon of node-a to watch" daemon_says node-a 'watching '
	let_time_pass 2
	agent_gone all
	agent_starts all 1.13.2
	agent_ready all 1.13.2
	wait_until 40 "the daemon of node-a to judge" daemon_says node-a 'transition judged: unaffected'
	! daemon_says node-a 'sees nothing' || fail "the daemon was blind beside the other canary"
}

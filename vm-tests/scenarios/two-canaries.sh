# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A daemon runs on node A, and an operator's `verify` beside it: each has its programs in front of everybody else's and lets the
# other's pass on. Neither is blind, and both judge the upgrade as ever.
#
#   agents     ready 1.13.0 ──┤ gone ├──────────────────────── ready 1.13.2 ──
#   endpoints  old marks ──────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ blocked   ┤ pass
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=sender-policy node=node-b leg=reply cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-b leg=request cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a recovered
expect verdict node-b recovered
expect exit node-a 0
expect exit node-b 0

# The daemon judges first.
canary_options all --settle 8s
DAEMON_OPTIONS=()

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_canaries
	ip link set lo up
	start_daemon node-a --no-reflector "${DAEMON_OPTIONS[@]}"
	wait_until 90 "the daemon of node-a to watch" daemon_says node-a 'watching '
	let_time_pass 2
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
	wait_until 40 "the daemon of node-a to judge" daemon_says node-a 'transition judged: recovered'
	! daemon_says node-a 'sees nothing' || fail "the daemon was blind beside the other canary"
}

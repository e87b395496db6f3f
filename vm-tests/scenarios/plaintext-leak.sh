# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The endpoint program of node A stops marking: its pods' packets leave in plain text, and arrive. Nothing is lost.
#
#   pod A ── lxc0 ── routed ── eth0 ──plain──▶ wire ──▶ node B ── pod B
#   pod A ◀──────────────────── eth0 ◀──ESP─── wire ◀── node B ── pod B
#
# leak-twin-no-fire is its twin: there the same detector must stay silent.
canary_options all --after --settle 4s
# A starts first, and watches B start.
canary_options node-a --settle 10s
expect verdict node-a unaffected
expect exit node-a 1
expect exit node-b 0
expect lost node-a encrypted =0
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 1
	endpoint_programs node-a none
}

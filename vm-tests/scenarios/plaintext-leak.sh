# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The agents restart, and from then on the endpoint program of node A marks nothing: its pods' packets leave in plain text, and arrive. Nothing is lost.
#
#   pod A ── lxc0 ── routed ── eth0 ──plain──▶ wire ──▶ node B ── pod B
#   pod A ◀──────────────────── eth0 ◀──ESP─── wire ◀── node B ── pod B
#
# leak-twin-no-fire is its twin: there the same detector must stay silent.
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect exit node-a 1
expect exit node-b 1
expect lost node-a encrypted =0
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure node-b
expect finding plaintext-leak failure

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	agent_gone all
	endpoint_programs node-a none
	agent_ready all 1.13.2
}

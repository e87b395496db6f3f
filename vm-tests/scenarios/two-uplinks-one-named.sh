# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node A has two uplinks, and its canary is told of eth0 alone: ESP leaves through eth1, and nobody sees it go. Nothing is lost.
#
#   pod A ── XFRM ──▶ eth1 ──ESP──▶ wire ──▶ node B ── pod B
#   pod A ◀─ XFRM ── eth0 ◀──ESP─── wire ◀── node B ── pod B
#
# What is not seen may not be called `unaffected`. two-uplinks-found is its twin: there both are watched.
expect verdict node-a inconclusive
expect verdict node-b unaffected
expect exit node-a 4
expect exit node-b 0
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect finding unwatched-uplink warning node-a
expect no-finding plaintext-leak
blind node-a

play() {
	fresh_nodes cluster-pool-native 1.13.2
	add_second_uplink node-a
	send_through_second_uplink node-a
	start_canaries
	agent_gone all
	agent_starts all 1.13.2
	agent_ready all 1.13.2
}

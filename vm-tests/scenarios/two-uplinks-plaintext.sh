# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node A has two uplinks, and nobody names one. From the agents' restart on its endpoint program marks nothing: its pods' packets
# leave in plain text through eth1, and arrive. Nothing is lost.
#
#   pod A ── lxc0 ── routed ── eth1 ──plain──▶ wire ──▶ node B ── pod B
#   pod A ◀──────────────────── eth0 ◀──ESP─── wire ◀── node B ── pod B
#
# Who watches eth0 alone sees none of it.
canary_options all --uplink found
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect exit node-a 1
expect exit node-b 1
expect lost node-a encrypted =0
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure node-b

play() {
	fresh_nodes cluster-pool-native 1.13.2
	add_second_uplink node-a
	send_through_second_uplink node-a
	start_canaries
	agent_gone all
	endpoint_programs node-a none
	agent_ready all 1.13.2
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# IPv6, 1.13.0 to 1.13.2: its default-drop policy is for the one address ::, so pods talk in the clear until their endpoints are new.
#
# Nothing is lost and no counter moves: only a look at the uplink tells.
#
#   agents     ready 1.13.0 ──┤ gone ├──────────────────────── ready 1.13.2 ──
#   XFRM       1.13.0 ─────────────────┤ 1.13.2
#   endpoints  old marks ──────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ in clear  ┤ pass
family 6
expect exit node-a 1
expect exit node-b 1
expect counters-unmoved
expect lost node-a encrypted =0
expect finding plaintext-leak failure node-a
expect finding plaintext-leak failure node-b

play() {
	fresh_nodes cluster-pool-native-ipv6 1.13.0
	start_canaries
	agent_gone all
	layout all cluster-pool-native-ipv6/upgraded-1.13.2-both
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
}

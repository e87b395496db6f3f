# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The twin of state-gap-under-traffic: the same traffic, no gap. Nothing may be found.
canary_options all --interval 1s --settle 8s --large-every 2 --deadline 1s
expect verdict node-a unaffected
expect verdict node-b unaffected
expect counters-unmoved
expect no-finding short-gap

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	traffic node-a start
	let_time_pass 1.5
	traffic node-a stop
	agent_gone all
	agent_ready all 1.13.2
}

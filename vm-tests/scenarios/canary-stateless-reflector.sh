# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The pod on node B is answered for by a reflector that keeps no count (RFC 8762): it is known as one, and what the wire loses on
# the way there is not told as lost on the way back, nor the other way round.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged
#   pod paths  pass ──────┤ lost ├──── pass
canary_options all --after --settle 4s --deadline 1s
truth node-a node-b stage=wire cause=none
truth node-b node-a stage=wire cause=none
expect verdict node-a recovered
expect finding canary-trouble info node-a
expect counters-unmoved

play() {
	fresh_nodes cluster-pool-native 1.13.2
	nsenter "--net=/run/netns/$(pod_namespace node-b)" stateless-reflector "${POD_ADDRESS[node-b]}" &
	EXPIRY_PIDS+=($!)
	start_canaries
	let_time_pass 0.3
	wire_loses all 'ip protocol esp'
	let_time_pass 0.5
	wire_loses none
}

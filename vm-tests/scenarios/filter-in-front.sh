# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Somebody puts tc filters in front of the canary's on node A that end the chain: the canary's see nothing any more, though they are
# still there. It notices, and puts its own in front again. Nothing is lost.
#
#   agents        ready 1.13.2 ──┤ gone ├── ready 1.13.2 ─────────────────────
#   node-a egress canary ──────────────────────────┤ the filter ┤ canary
#   pod paths     pass ──────────────────────────────────────────────────────
#
# For that moment node-a was blind: plaintext could have left unseen, and it may not say `unaffected`.
canary_options all --without tcx
blind node-a
expect verdict node-a inconclusive
expect verdict node-b unaffected
expect exit node-a 4
expect exit node-b 0
expect lost node-a encrypted =0
expect counters-unmoved
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	agent_gone all
	agent_starts all 1.13.2
	agent_ready all 1.13.2
	put_filter_in_front node-a egress
	put_filter_in_front node-a ingress
	wait_until 10 "the canary to be in front again, egress" is_in_front egress
	wait_until 10 "the canary to be in front again, ingress" is_in_front ingress
}

# tc lists them in the order in which they run.
is_in_front() { # <egress|ingress>
	[[ $(in_node node-a tc filter show dev eth0 "$1" | grep -m 1 handle) == *"tc_$1"* ]]
}

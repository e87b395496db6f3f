# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The canaries have a key, and no reflector has it: requests arrive, and what comes back is not authentic.
#
#   XFRM       1.13.2, both nodes ─────────────────── unchanged
#   reflectors without the canaries' key ──────────── no answer is authentic
canary_options all --after --settle 60s --deadline 1s --key-file /tmp/key
truth node-a node-b stage=receiver-socket node=node-b leg=request
truth node-a node-b stage=receiver-socket node=node-b leg=request kind=control
truth node-b node-a stage=receiver-socket node=node-a leg=request
truth node-b node-a stage=receiver-socket node=node-a leg=request kind=control
expect verdict node-a inconclusive
expect verdict node-b inconclusive
expect merged-verdict inconclusive
expect finding canary-trouble warning node-a
expect finding canary-trouble warning node-b
expect counters-unmoved
expect no-xfrm-blame
expect no-finding diagnosis

play() {
	printf 'the key of both canaries\n' >/tmp/key
	chmod 600 /tmp/key
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 1
	interrupt_canary all
}

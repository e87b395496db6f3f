# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Something in the pod of node B rewrites the port that answers come from: they are none.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; B's pod: nft rewrites the source port
#   pod paths  pass ──────────────────┤ A's requests are answered from port 1862
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-socket node=node-b leg=request
expect verdict node-a inconclusive
expect merged-verdict inconclusive
expect lost node-b encrypted =0
expect finding canary-trouble warning node-a
expect counters-unmoved
expect no-xfrm-blame
expect no-finding diagnosis

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	in_pod node-b nft -f - <<-END
		table ip rewriting {
			chain out {
				type filter hook output priority 0
				udp sport 862 udp sport set 1862
			}
		}
	END
	let_time_pass 0.6
	interrupt_canary all
}

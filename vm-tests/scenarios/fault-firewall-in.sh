# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A firewall on node B drops the ESP that arrives, before XFRM sees it.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; B: nft drops arriving ESP
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-uplink node=node-b leg=request 'cause=NETFILTER_DROP at nft_do_chain' spi=3
truth node-b node-a stage=receiver-uplink node=node-b leg=reply 'cause=NETFILTER_DROP at nft_do_chain' spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counters-unmoved
expect no-xfrm-blame
expect no-finding diagnosis

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	firewall node-b input 'ip protocol esp drop'
	let_time_pass 0.6
	interrupt_canary all
}

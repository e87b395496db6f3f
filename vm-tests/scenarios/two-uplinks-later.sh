# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A second uplink comes to node A while the canaries run, as an ENI does, and ESP leaves through it from then on: it is found and
# watched, and the moment until then is told as blind. The upgrade comes behind that moment, and is judged as ever.
#
#   uplinks A  eth0 ──┤ eth0 and eth1
#   agents     ready 1.13.0 ──────────┤ gone ├─────────────── ready 1.13.2 ──
#   endpoints  old marks ──────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ blocked   ┤ pass
canary_options all --uplink found
blind node-a
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-a node-b sometimes stage=sender-policy node=node-b leg=reply cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-b leg=request cause=XfrmOutPolBlock
truth node-b node-a sometimes stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a recovered
expect verdict node-b recovered
expect exit node-a 0
expect exit node-b 0
expect no-finding unwatched-uplink
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_canaries
	add_second_uplink node-a
	send_through_second_uplink node-a
	let_time_pass 2
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
}

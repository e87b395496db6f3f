# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# While a stranger makes XFRM of node A drop 1,500 packets a second, both nodes go from 1.13.0 to 1.13.2 under the daemon, and it
# judges while he still sends. Nothing that the kernel counts is lost, so the verdict is what it is without him.
#
#   stranger           ──┤ 1,500 ESP a second of an unknown SPI ──────────────────────
#   agents     ready 1.13.0 ──┤ gone ├──────────────────────── ready 1.13.2 ── judged
#   endpoints  old marks ──────────────────────────┤ new marks
#   pod paths  pass ───────────────────┤ blocked   ┤ pass
time_limit 400
expect status node-a end '.transitions | to_entries | map("\(.key) \(.value)") | join(",")' 'recovered 1'
expect status node-b end '.transitions | to_entries | map("\(.key) \(.value)") | join(",")' 'recovered 1'
expect status node-a end '[.last.findings[] | select(.kind == "drops-unaccounted")] | length' 0
expect status node-a end '[.last.drops[] | select(.cause == "XfrmInNoStates") | .packets] | add > 1500' true
expect metric node-a end xfrm_canary_events_lost_total =0
expect exit node-a 0

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_daemons
	stranger node-a start
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
	await_judged 1
	keep_pages end
	stranger node-a stop
	stop_daemon node-a
}

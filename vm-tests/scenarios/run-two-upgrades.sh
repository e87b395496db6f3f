# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The daemon on three nodes sees the upgrade that breaks everything, then the one that mends it, and judges each by itself.
# A real Prometheus scrapes all: `verify` gives the same by it, and the alert of the broken upgrade fires and clears.
#
#   agents     1.13.0 ─┤ gone ├─ ready 1.13.1 ──────────┤ gone ├─ ready 1.13.2 ────────
#   pod paths  pass ────────┤ lost, no counter moves ────────┤ pass
nodes node-a node-b node-c
time_limit 480
for node in node-a node-b node-c; do
	expect status "$node" broken .last.verdict not-recovered
	expect status "$node" broken '[.last.paths[] | select(.kind == "encrypted") | .outages[].fates[].stage] | unique | .[]' sender-uplink
	expect status "$node" broken '[.unreachable[].kind] | unique | join(",")' encrypted
	expect status "$node" broken '.unreachable | length' 2
	expect status "$node" mended .last.verdict recovered
	expect status "$node" mended '.unreachable | length' 0
	expect status "$node" mended '.transitions | to_entries | map("\(.key) \(.value)") | join(",")' 'not-recovered 1,recovered 1'
	expect metric "$node" mended 'xfrm_canary_transitions_total{verdict="not-recovered"}' =1
	expect metric "$node" mended 'xfrm_canary_transitions_total{verdict="recovered"}' =1
	expect metric "$node" mended 'xfrm_canary_probes_total{kind="encrypted",outcome="lost"}' '>0'
	expect metric "$node" mended 'xfrm_canary_probes_total{kind="control",outcome="lost"}' =0
	expect metric "$node" mended 'xfrm_canary_requests_answered_total' '>0'
	expect metric "$node" mended 'xfrm_canary_agent_ready' =1
	expect metric "$node" mended 'xfrm_canary_peers' =2
	expect metric "$node" mended 'xfrm_canary_peers_unreachable' =0
	expect exit "$node" 0
done
expect cluster broken not-recovered 1
expect cluster mended recovered 0
expect cluster one-unknown inconclusive 4
expect cluster-missing one-unknown 127.0.0.1:9865
# Its probes are not answered any more either.
expect cluster one-gone not-recovered 1
expect cluster-missing one-gone 127.0.0.1:9863 node-b
expect prometheus broken not-recovered 1
expect prometheus mended recovered 0
expect alerts broken XfrmCanaryNotRecovered
expect alerts mended

upgrade() { # <release> <layout>
	agent_gone all
	layout all "$2"
	host_programs all plain
	endpoint_programs all new
	agent_ready all "$1"
}

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	# Less often than others: three daemons and Prometheus share one CPU.
	start_daemons --cover 3s --agent-interval 200ms
	start_prometheus
	upgrade 1.13.1 eni-endpoint-routes/upgraded-1.13.1-both
	await_judged 1
	for node in node-a node-b node-c; do await_unreachable "$node" encrypted; done
	keep_pages broken
	ask_cluster broken
	ask_prometheus broken
	upgrade 1.13.2 eni-endpoint-routes/upgraded-1.13.2-both
	await_judged 2
	for node in node-a node-b node-c; do await_unreachable "$node" ''; done
	keep_pages mended
	ask_cluster mended
	ask_prometheus mended
	ask_cluster one-unknown 127.0.0.1:9865
	stop_daemon node-b
	await_unreachable node-a control,encrypted node-b
	await_unreachable node-c control,encrypted node-b
	ask_cluster one-gone
	stop_daemon node-a
	stop_daemon node-c
}

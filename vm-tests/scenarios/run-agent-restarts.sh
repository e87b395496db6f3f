# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The agent restarts again and again under the daemon, and a tenth of the peers is replaced each time: every restart is judged by
# itself as what it was, none is missed, and neither memory nor file descriptors grow.
#
#   agent      ready ─┤ gone ├─ ready ────┤ gone ├─ ready ────┤ gone ├─ ready ...
#   peers      1 to 20 ────────┤ 3 to 22 ────────┤ 5 to 24 ───────────┤ 7 to 26 ...
#
# As a soak of half an hour:
#   sed 's/^RESTARTS=.*/RESTARTS=500/; s/^time_limit .*/time_limit 5400/' vm-tests/scenarios/run-agent-restarts.sh >/tmp/soak.sh
#   vm-tests/run --kernel 6.12 /tmp/soak.sh
RESTARTS=8
time_limit 300
PEERS=20 CHURN=2 ADDRESSES=100
expect status node-a end '.transitions | to_entries | map("\(.key) \(.value)") | join(",")' "unaffected $RESTARTS"
expect status node-a end '.unreachable | length' 0
expect status node-a end '.peers | length' $((PEERS + 1))
expect metric node-a end 'xfrm_canary_transitions_total{verdict="unaffected"}' ="$RESTARTS"
expect metric node-a end 'xfrm_canary_probes_total{kind="encrypted",outcome="lost"}' =0
expect metric node-a end 'xfrm_canary_probes_total{kind="encrypted",outcome="answered"}' '>0'
expect metric node-a end xfrm_canary_peers =$((PEERS + 1))
expect exit node-a 0

# 10.0.1.50 to 10.0.1.149, all in the pod of node-b. Its tunnel ends at 10.0.1.200.
address_of() { printf '10.0.1.%d' $((50 + $1 % ADDRESSES)); } # <peer>

build_addresses() {
	local i
	for ((i = 0; i < ADDRESSES; i++)); do printf 'address add %s/32 dev eth0\n' "$(address_of $i)"; done |
		ip -n "$(pod_namespace node-b)" -batch -
	for ((i = 0; i < ADDRESSES; i++)); do printf 'route add %s dev lxc0 scope link\n' "$(address_of $i)"; done |
		ip -n "$(node_namespace node-b)" -batch -
}

write_peers() { # <first>
	local i
	for ((i = $1; i < $1 + PEERS; i++)); do printf 'peer-%d=%s\n' "$i" "$(address_of "$i")"; done >"$RESULTS/peers.new"
	mv "$RESULTS/peers.new" "$RESULTS/peers.txt"
}

# A line: restart, resident KiB, open file descriptors.
note_resources() { # <restart>
	printf '%d %d %d\n' "$1" "$(read_memory node-a)" "$(count_descriptors node-a)" >>"$RESULTS/resources.txt"
}

# From the third on, when the window has been full once: a tenth more memory at most, and not one descriptor.
require_flat() {
	awk 'NR == 1 { kib = $2; fds = $3 } END { exit NR < 2 || $2 > 1.1 * kib || $3 > fds }' <(sed 1,2d "$RESULTS/resources.txt") ||
		fail "the daemon grew: restart, KiB, descriptors: $(sed -n 3p "$RESULTS/resources.txt"), then $(tail -n 1 "$RESULTS/resources.txt")"
}

play() {
	local i
	fresh_nodes cluster-pool-native 1.13.2
	build_addresses
	nsenter "--net=/run/netns/$(pod_namespace node-b)" xfrm-canary reflect &
	REFLECTOR_PIDS+=($!)
	nsenter "--net=/run/netns/$(node_namespace node-b)" xfrm-canary reflect --local "${NODE_ADDRESS[node-b]}" &
	REFLECTOR_PIDS+=($!)
	write_peers 1
	start_daemon node-a --peers-file "$RESULTS/peers.txt" --window 10s
	wait_until 40 'the daemon to watch' daemon_says node-a 'watching '
	for ((i = 1; i <= RESTARTS; i++)); do
		agent_gone node-a
		write_peers $((1 + CHURN * i))
		agent_ready node-a 1.13.2
		wait_until 40 "restart $i to be judged" has_judged node-a "$i"
		note_resources "$i"
	done
	wait_until 20 'the last peers to be probed' last_peers_are_there
	get_page node-a /v1/verdict status-node-a-end.json
	get_page node-a /metrics metrics-node-a-end.txt
	require_flat
	stop_daemon node-a
}

last_peers_are_there() { get_page node-a /v1/verdict status-now.json && grep -q "\"peer-$((PEERS + CHURN * RESTARTS))\"" "$RESULTS/status-now.json"; }

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The uplink of node-a is replaced again and again while the daemon runs: its qdisc, its filters, the device itself, in turns.
#
# The daemon attaches again each time, tells the span in which it saw nothing, and neither keeps anything nor judges what is no
# upgrade. An agent's restart in which the filters go is not judged `unaffected` (with tcx they are not the daemon's); a real
# upgrade behind all that is judged as ever.
#
#   agents     1.13.0 ─┤ gone ├─ ready 1.13.0 ──────────────────────────┤ gone ├── ready 1.13.2
#   uplink A   ───────────┤ filters go ────┤ replaced, again and again
#   pod paths  pass ───────────────────────┤ lost without device ┤ pass ─┤ blocked ┤ pass
expect status node-b restarted .last.verdict unaffected
expect status node-a replaced '.transitions | to_entries | map(.value) | add' 1
expect status node-b replaced '.transitions | to_entries | map(.value) | add' 1
expect status node-a replaced '.unreachable | length' 0
expect status node-a upgraded .last.verdict recovered
expect status node-b upgraded .last.verdict recovered
expect status node-a upgraded '.transitions | length' 2
expect metric node-a upgraded xfrm_canary_plaintext_packets_total =0
expect exit node-a 0
expect exit node-b 0

ROUNDS=30
time_limit 300
WAYS=(qdisc filters device)
DAEMON_OPTIONS=()
# Of its window more is remembered as time goes on, and the allocator rounds up.
MOST_KIB_MORE=4096

# Which of them take the programs away.
programs_go() { [[ $1 == device || $MODE == clsact ]]; } # <way>

replace_again_and_again() {
	local round way gone=$((${SIGHTS[node-a]} / 2)) memory=0 descriptors=0
	for ((round = 1; round <= ROUNDS; round++)); do
		way=${WAYS[round % ${#WAYS[@]}]}
		replace_uplink node-a "$way"
		! programs_go "$way" || gone=$((gone + 1))
		await_sight node-a $((2 * gone))
		if ((round == ROUNDS / 2)); then
			memory=$(read_memory node-a) descriptors=$(count_descriptors node-a)
			narrate "after $round rounds: $memory KiB, $descriptors descriptors"
		fi
	done
	narrate "after $ROUNDS rounds: $(read_memory node-a) KiB, $(count_descriptors node-a) descriptors; attached again $gone times ($MODE), on both sides"
	((${SIGHTS[node-a]} == 2 * gone)) || fail "programs were attached ${SIGHTS[node-a]} times again, and went $((2 * gone)) times"
	(($(grep -c 'tc_[a-z]* eth0 sees nothing since' "$RESULTS/daemon-node-a.txt") == 2 * gone)) || fail "not every span without sight is told"
	(($(count_descriptors node-a) == descriptors)) || fail "there were $descriptors descriptors, and are $(count_descriptors node-a)"
	(($(read_memory node-a) <= memory + MOST_KIB_MORE)) || fail "it had $memory KiB, and has $(read_memory node-a)"
}

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_daemons "${DAEMON_OPTIONS[@]}"
	get_page node-a /metrics metrics-now.txt
	MODE=clsact
	! grep -q 'hook="tc_egress eth0",mode="tcx"' "$RESULTS/metrics-now.txt" || MODE=tcx
	count_sights node-a
	let_time_pass 2

	agent_gone all
	replace_uplink node-a filters
	! programs_go filters || await_sight node-a 2
	agent_ready all 1.13.0
	await_judged 1
	if programs_go filters; then
		daemon_says node-a 'transition judged: inconclusive' || fail "node-a was blind, and judges"
	else
		daemon_says node-a 'transition judged: unaffected' || fail "filters that are not the daemon's change its verdict"
	fi
	keep_pages restarted

	replace_again_and_again
	await_unreachable node-a ''
	await_unreachable node-b ''
	# What is judged begins where the counters were read before, every 15 s.
	let_time_pass 16
	keep_pages replaced

	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.2-both
	let_time_pass 1
	endpoint_programs all new
	agent_ready all 1.13.2
	await_judged 2
	keep_pages upgraded
	stop_daemon node-a
	stop_daemon node-b
}

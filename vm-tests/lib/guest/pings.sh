# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Plain pings between the pods, as the recorded layouts were measured: arrivals and counters without any canary.

read_counters() { # <node>
	local name value
	while read -r name value; do
		((value == 0)) || printf '%s/%s %s\n' "$1" "$name" "$value"
	done < <(in_node "$1" cat /proc/net/xfrm_stat)
}

count_echo_requests() { # that arrived in the pod of <node>: for IPv4, column InEchos of the second Icmp: line
	if [[ $FAMILY == 6 ]]; then
		in_pod "$1" awk '$1 == "Icmp6InEchos" { print $2 }' /proc/net/snmp6
	else
		in_pod "$1" awk '/^Icmp:/ { for (i = 2; i <= NF; i++) { if ($i == "InEchos") column = i } value = $column } END { print value }' /proc/net/snmp
	fi
}

# measure_pings <label>: a line "label from to arrived counters..." per direction in pings.txt. Arrival is counted where the
# requests arrive; the counters are those that the replies moved, too.
measure_pings() { # <label>
	local from to before after arrived
	require_two_nodes measure_pings
	for from in "${NODES[@]}"; do
		to=$(peer_of "$from")
		before=$(read_counters node-a; read_counters node-b)
		arrived=$(count_echo_requests "$to")
		in_pod "$from" ping -q -c 3 -i 0.1 -W 1 "${POD_ADDRESS[$to]}" >/dev/null || true
		arrived=$(($(count_echo_requests "$to") - arrived))
		after=$(read_counters node-a; read_counters node-b)
		printf '%s %s %s %s %s\n' "$1" "$from" "$to" "$arrived" "$(print_risen "$before" "$after")" >>"$RESULTS/pings.txt"
	done
	tail -n 2 "$RESULTS/pings.txt"
}

print_risen() { # <before> <after>: node/counter=+n, joined by commas
	awk '!NF { next } NR == FNR { before[$1] = $2; next } $2 > before[$1] { out = out sep $1 "=" ($2 - before[$1]); sep = "," } END { print out ? out : "none" }' \
		<(printf '%s\n' "$1" 'end 0') <(printf '%s\n' "$2")
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What must hold in every scenario, declared or not: the canary's figures are held against the kernel's own, exactly.

# (a) drops per cause in the report == delta of /proc/net/xfrm_stat
check_drop_totals() { # <node> <scenario file>
	if is_blind "$1" "$2"; then check_lost_drops "$1"; else check_all_drops "$1"; fi
}

check_all_drops() { # <node> [<whose report tells them>]
	found "drops of $1 = its xfrm_stat" "$(list_moved_counters "$1" | paste -sd ,)" \
		"$(query "report-${2:-$1}.json" --arg node "$1" '[.drops[] | select(.node == $node)] | group_by(.cause) | map("\(.[0].cause) \([.[].packets] | add)") | sort | join(",")')"
}

# Where events were lost, drops were: no more than that, and never more drops than the kernel counted.
check_lost_drops() { # <node>
	local counted told lost
	counted=$(list_moved_counters "$1" | awk '{ sum += $2 } END { print sum + 0 }')
	told=$(query "report-$1.json" --arg node "$1" '[.drops[] | select(.node == $node) | .packets] | add // 0')
	lost=$(query "report-$1.json" .observer.events_lost)
	found_number "drops of $1 that its xfrm_stat has and the report has not" '>=0' $((counted - told))
	found_number "drops of $1 that were neither told nor among its lost events" '<=0' $((counted - told - lost))
}

# Packets that each state of ESP carried since the canary started, as the kernel counts them: "out <local> <remote> <spi> <packets>".
# Mark 0xd00/0xf00, or the node's own address at the end, is what makes a state inbound, and an inbound state may know no source:
# "in * <local> <spi> <packets>".
# A state that is in two listings in a row carried the difference; one that is new, or counts from 0 again, all that it counts.
# After "# gone" stand states that the kernel deleted by itself, as they were then, and no others.
list_state_packets() { # <node>
	awk -v own="$([[ $1 == node-a ]] && echo '192.0.2.1 2001:db8:2::1' || echo '192.0.2.2 2001:db8:2::2')" '
		BEGIN { split(own, addresses, " "); for (i in addresses) is_own[addresses[i]] }
		function end_listing(  key) {
			if (listings++ > 0) for (key in now) carried[key] += now[key] - (key in last && now[key] >= last[key] ? last[key] : 0)
			if (kind == "gone") { for (key in now) delete last[key]; delete now; return }
			delete last
			for (key in now) last[key] = now[key]
			delete now
		}
		$1 == "#" { if (begun++) end_listing(); kind = $2; next }
		$1 == "src" { source = $2; destination = $4; mark = "none" }
		$1 == "proto" { protocol = $2; split($4, parts, "("); spi = substr(parts[2], 1, length(parts[2]) - 1) }
		$1 == "mark" { mark = $2 }
		protocol == "esp" && /^[[:space:]]+[0-9]+\(bytes\), [0-9]+\(packets\)/ {
			now[(mark ~ /d00\/0xf00$/ || destination in is_own ? "in * " destination : "out " source " " destination) " " spi " " mark] = $2 + 0
		}
		END {
			end_listing()
			for (key in carried) {
				split(key, part, " ")
				total[part[1] " " part[2] " " part[3] " " part[4]] += carried[key]
			}
			for (key in total) if (total[key]) print key, total[key]
		}' "$RESULT/spans-$1.txt" | sort
}

# The same, as the canary counted them: the last running total of each state in the recording; not what peers told, whose
# sections stand behind it.
list_counted_packets() { # <node>
	query "recording-$1.jsonl" -n --arg node "$1" 'reduce inputs as $seen ({};
			if $seen.schema then .section = $seen.node
			elif .section == $node and $seen.what == "packets_counted" and ($seen.stage == "encrypted" or $seen.stage == "decrypted") then
				.counted[if $seen.stage == "encrypted" then "out \($seen.outer_source)" else "in \($seen.outer_source)" end
				  + " \($seen.outer_destination) \($seen.spi)"] = $seen.packets
			else . end)
		| .counted // {} | to_entries | map(.key |= sub("^in [^ ]+"; "in *")) | group_by(.key) | .[] | "\(.[0].key) \(map(.value) | add)" | select(endswith(" 0") | not)' | sort
}

sum_by_direction() { awk '{ sum[$1 " spi " $4] += $5 } END { for (key in sum) print key ": " sum[key] }' | sort | paste -sd ,; }

# The ledger speaks of nodes, not of states: rows from this node hold what it encrypted, rows to it what it decrypted.
list_ledger_packets() { # <node>
	query "report-$1.json" --arg node "$1" '.ledger[] | (select(.local == $node) | "out * * \(.spi) \(.encrypted // 0)"), (select(.remote == $node) | "in * * \(.spi) \(.decrypted // 0)")
		| select(endswith(" 0") | not)'
}

# (b) what was encrypted and decrypted == the states' own packet counters, in the recording and in the ledger
check_ledger() { # <node>
	found "packets counted on $1 = its states' counters" "$(list_state_packets "$1" | paste -sd ,)" "$(list_counted_packets "$1" | paste -sd ,)"
	found "ledger of $1 = its states' counters" "$(list_state_packets "$1" | sum_by_direction)" "$(list_ledger_packets "$1" | sum_by_direction)"
}

# Rows of a report whose balances do not come out even, exactly. A balance is asked for where both of its ends were counted.
list_uneven_rows() { # <report>
	query "$1" '.ledger[] | . as $row
		| [ (if (.encrypted == null) != (.left == null) or (.arrived == null) != (.decrypted == null) then "half" else empty end),
		    (if .encrypted != null and .left != null and .encrypted != .left + (.lost_before_wire // 0) + .in_flight then "encrypted" else empty end),
		    (if .left != null and .arrived != null and (.lost_on_wire == null or
		        .left - (.left_unwatched // 0) != .arrived - .duplicated - (.arrived_unwatched // 0) + .lost_on_wire) then "left" else empty end),
		    (if .arrived != null and .decrypted != null and .arrived != .decrypted + .dropped_on_arrival then "arrived" else empty end),
		    (if .in_flight != 0 then "in flight" else empty end),
		    (if .unbalanced_at != {} then "unbalanced" else empty end) ]
		| select(length > 0) | "\($row.local)>\($row.remote)/\($row.spi): \(join(" "))"'
}

# Whether a node had a state of ESP at some time: AH alone has no ledger.
had_esp() { if grep -qs 'proto esp' "$RESULT"/spans-*.txt; then echo true; else echo false; fi; }

# (c) every row of every ledger is even, except where the scenario says that somebody was blind: then the finding names the span
check_balance() { # <report> <scenario file>
	found "ledger of $1: has rows" "$(had_esp)" "$(query "$1" '.ledger | length > 0')"
	if somebody_is_blind "$2"; then
		found "ledger of $1: unbalanced without a blind span" '' "$(query "$1" '[.findings[] | select(.kind == "ledger-unbalanced" and (.evidence | any(startswith("blind")) | not)) | .summary] | join(", ")')"
	else
		found "ledger of $1: uneven rows" '' "$(list_uneven_rows "$1" | paste -sd ,)"
	fi
}

# (d) the recording, judged again, gives the same bytes
check_replay() { # <node>
	local again=$RESULT/.replayed-$1.json difference
	"$CANARY" judge "$RESULT/recording-$1.jsonl" --json "$again" >/dev/null 2>&1 || true
	difference=$(cmp "$again" "$RESULT/report-$1.json" 2>&1 | tail -n 1) || true
	found "judge on the recording of $1" '' "${difference//$RESULT\//}"
	rm -f "$again"
}

# (e) something was sent and something looked
check_liveness() { # <node>
	found "$1 sent probes on every path" true "$(query "report-$1.json" '(.paths | length > 0) and all(.paths[]; .probes.sent > 0)')"
	found "hooks of $1 were attached" true "$(query "report-$1.json" '[.observer.hooks[] | select((.attached_spans | length) > 0)] | length > 0')"
}

# What the keys of all layouts have in common, also of those that a scenario changes (their first bytes): as text and as bytes.
list_files_with_keys() { # <directory>
	LC_ALL=C grep -rlaiP '2233445566778899aabbccddeeff|\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff' "$1" || true
}

# Every file that the run left: recordings, reports, what commands said, lists, the consoles.
check_secrecy() {
	found "files with key material" '' "$(list_files_with_keys "$RESULT" | sed "s|^$RESULT/||" | paste -sd ,)"
	found "layouts whose keys that search finds" all "$(diff <(list_files_with_keys "$VM_TESTS/layouts" | sort) <(grep -rl aead "$VM_TESTS/layouts" | sort) >/dev/null && echo all || echo 'not all')"
}

# What the kernel has to say of the canary: requests that it does not like, say.
check_complaints() {
	found "complaints of the kernel about the canary" '' "$(grep -h '^kernel: .*xfrm-canary' "$RESULT/console.log" | sort -u | head -n 3)"
}

merge_reports() {
	"$CANARY" judge "$RESULT/recording-node-a.jsonl" "$RESULT/recording-node-b.jsonl" --json "$RESULT/report-merged.json" --html "$RESULT/report-merged.html" \
		>"$RESULT/verdict-merged.txt" 2>&1 || true
}

played_to_its_end() { [[ $(cat "$RESULT/status.txt" 2>/dev/null) == 0 ]]; }

# Why it did not: in the scenario's own words, where it has any.
explain_end() {
	if played_to_its_end; then
		printf 'its end\n'
	elif [[ ! -e $RESULT/console.log ]]; then
		printf 'no results came out of the VM\n'
	else
		grep -h -m 1 '^FAILED' "$RESULT/console.log" || printf 'status %s, see console.log\n' "$(cat "$RESULT/status.txt")"
	fi
}

check_invariants() { # <scenario file>
	local node
	check_secrecy
	check_complaints
	uses_canaries "$1" || return 0
	check_balance report-merged.json "$1"
	for node in node-a node-b; do
		check_liveness "$node"
		check_drop_totals "$node" "$1"
		check_ledger "$node"
		check_balance "report-$node.json" "$1"
		check_replay "$node"
	done
}

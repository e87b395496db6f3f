# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What a scenario declares with `expect WORD ARGUMENT...`, held against what was found. Each word is a function here; it
# calls `found` with the expectation, what was expected and what there is. README.md lists the words.
# RESULT is the scenario's results directory. Conditions are written key=value; `none` stands for null.

found() { # <claim> <expected> <found>
	local outcome=differs
	[[ $2 != "$3" ]] || outcome=ok
	printf '%s\t%s\t%s\t%s\n' "$outcome" "$1" "$2" "$3"
}

query() { # <file in RESULT> <jq argument>...
	local file=$RESULT/$1
	shift
	[[ -s $file ]] || { printf 'no %s\n' "${file##*/}"; return; }
	jq -r "$@" "$file" 2>&1 || true
}

# stage=wire cause=none -> (.stage|tostring)=="wire" and (.cause|tostring)=="null"
as_jq_condition() {
	local condition=true pair value
	for pair in "$@"; do
		value=${pair#*=}
		[[ $value != none ]] || value=null
		condition+=" and ((.${pair%%=*} | tostring) == \"$value\")"
	done
	printf '%s\n' "$condition"
}

# >0, =3, <=100: a number and whether it is so
holds() { # <number> <condition>
	[[ $1 =~ ^-?[0-9]+$ ]] || return 1
	case $2 in
	'>='*) (($1 >= ${2#>=})) ;;
	'<='*) (($1 <= ${2#<=})) ;;
	'>'*) (($1 > ${2#>})) ;;
	'<'*) (($1 < ${2#<})) ;;
	'='*) (($1 == ${2#=})) ;;
	*) return 1 ;;
	esac
}

found_number() { # <claim> <condition> <number>
	if holds "$3" "$2"; then found "$1" "$2" "$2"; else found "$1" "$2" "$3"; fi
}

counter_delta() { # <node> <counter>
	awk -v counter="$2" '$1 == "#" { when = $2 } $1 == counter { value[when] = $2 } END { print value["after"] - value["before"] }' "$RESULT/xfrm_stat-$1.txt"
}

list_moved_counters() { # <node>: "XfrmInNoStates 5" per line
	awk '$1 == "#" { when = $2; next } when == "before" { before[$1] = $2 } when == "after" && $2 != before[$1] { print $1, $2 - before[$1] }' "$RESULT/xfrm_stat-$1.txt" | sort
}

list_fates='[.paths[] | select($path == "" or "\(.local) \(.remote)" == $path) | .outages[] | . as $outage | .fates[]]'
summarise_fates="$list_fates | map(\"\\(.stage)/\\(.cause // \"none\")/spi \\(.spi // \"none\")@\\(.node) x\\(.count)\") | unique | join(\", \")"

expect_verdict() { found "verdict of $1" "$2" "$(query "report-$1.json" .verdict)"; }
expect_merged-verdict() { found "merged verdict" "$1" "$(query report-merged.json .verdict)"; }
expect_path-verdict() { # <node> <kind> <verdict>: of all paths of that kind
	found "verdict of $1's $2 paths" "$3" "$(query "report-$1.json" --arg kind "$2" '[.paths[] | select(.kind == $kind) | .verdict] | unique | join(", ")')"
}
expect_exit() { found "exit code of $1" "$2" "$(cat "$RESULT/exit-$1.txt" 2>/dev/null || echo none)"; }
expect_all-is-well() {
	local node
	for node in node-a node-b; do expect_verdict "$node" unaffected; done
	expect_merged-verdict unaffected
	for node in node-a node-b; do expect_exit "$node" 0; done
}
expect_leak-to-node-b() {
	local node
	for node in node-a node-b; do expect_verdict "$node" not-recovered; done
	expect_merged-verdict not-recovered
	for node in node-a node-b; do
		expect_exit "$node" 1
		expect_finding plaintext-leak failure "$node"
	done
	expect_clear node-a way=left other=node-b word=leaked
	expect_clear node-b way=came other=node-a word=leaked
}
expect_counter() { found_number "$2 of $1" "$3" "$(counter_delta "$1" "$2")"; }
expect_counters-unmoved() {
	local node
	for node in node-a node-b; do found "moved XFRM counters of $node" '' "$(list_moved_counters "$node" | paste -sd ,)"; done
}

found_some() { # <claim> <file> <jq list> <jq summary> <from to, or none> <key=value>...
	local claim=$1 file=$2 list=$3 summary=$4 path=$5 count
	shift 5
	count=$(query "$file" --arg path "$path" "$list | map(select($(as_jq_condition "$@"))) | length")
	if holds "$count" '>0'; then found "$claim" "$*" "$*"; else found "$claim" "$*" "$(query "$file" --arg path "$path" "$summary")"; fi
}

found_none() { # <claim> <file> <jq list> <from to, or none> <key=value>...
	local claim=$1 file=$2 list=$3 path=$4
	shift 4
	found "$claim" 0 "$(query "$file" --arg path "$path" "$list | map(select($(as_jq_condition "$@"))) | length")"
}

expect_merged-fate() { # <from> <to> <key=value>...
	found_some "fates from $1 to $2, merged" report-merged.json "$list_fates" "$summarise_fates" "$1 $2" "${@:3}"
}
expect_no-merged-fate() { found_none "merged fates with $*" report-merged.json "$list_fates" '' "$@"; }
# No lost probe is explained by XFRM, on no path, by nobody.
expect_no-xfrm-blame() {
	found "fates that blame XFRM, merged" '' "$(query report-merged.json '[.paths[].outages[].fates[].cause | select(. != null and startswith("Xfrm"))] | unique | join(", ")')"
}
expect_fate() { found_some "fates told by $1" "report-$1.json" "$list_fates" "$summarise_fates" '' "${@:2}"; }
expect_unattributed() { # <condition>, merged
	found_number "unattributed losses, merged" "$1" "$(query report-merged.json '[.paths[].outages[].unattributed] | add // 0')"
}
expect_lost() { # <node> <kind> <condition>
	found_number "lost probes of $1, $2" "$3" "$(query "report-$1.json" --arg kind "$2" '[.paths[] | select(.kind == $kind) | .probes.lost] | add // 0')"
}
expect_probes() { # <node> <count> <condition>
	found_number "$2 probes of $1" "$3" "$(query "report-$1.json" --arg count "$2" '[.paths[] | select(.kind == "encrypted") | .probes[$count]] | add // 0')"
}
# Where a scenario starts its own programs, and so has no canary on each node.
expect_invariants() { # <node>
	check_liveness "$1"
	check_all_drops "$1"
	check_ledger "$1"
	check_replay "$1"
}
expect_told-drops() { check_all_drops "$1" "$2"; } # <node that told> <node whose report tells>
expect_replay() { check_replay "$1"; }
expect_drop() { # <node> <key=value>...
	found_some "drops of $1" "report-$1.json" .drops '[.drops[] | "\(.direction)/\(.cause)/spi \(.spi)"] | join(", ")' '' "${@:2}"
}
expect_finding() { # <kind> <severity> [<node>]
	local file=report-merged.json
	[[ -z ${3:-} ]] || file=report-$3.json
	found_some "findings in $file" "$file" .findings '[.findings[] | "\(.kind)/\(.severity)"] | unique | join(", ")' '' "kind=$1" "severity=$2"
}
# All packets that the kernel dropped for this cause fell into gaps that are told, and there were some.
expect_gap() { # <node> <cause>
	found "packets in gaps of $1, $2" "$(counter_delta "$1" "$2")" "$(query "report-$1.json" --arg node "$1" --arg cause "$2" '[.findings[]
		| select(.kind == "short-gap" and .node == $node and (.summary | startswith($cause + " "))) | .summary | capture(": (?<packets>[0-9]+) packets? ").packets | tonumber] | add // "none"')"
}
# What passed in the clear, as the report's list of it tells.
list_clear='[.clear[]?]'
summarise_clear='[.clear[]? | "\(.way)/\(.other)/\(.word) x\(.packets)"] | join(", ")'
expect_clear() { # <node> <key=value>...
	found_some "packets in the clear of $1" "report-$1.json" "$list_clear" "$summarise_clear" '' "${@:2}"
}
expect_no-clear() { # <node> <key=value>...
	found_none "packets in the clear of $1 with ${*:2}" "report-$1.json" "$list_clear" '' "${@:2}"
}
# One leak is one finding, also where both nodes recorded.
expect_merged-findings() { # <kind> <condition>
	found_number "findings of kind $1, merged" "$2" "$(query report-merged.json --arg kind "$1" '[.findings[] | select(.kind == $kind)] | length')"
}
expect_no-finding() { # <kind>, on any node
	local node
	for node in node-a node-b; do found_none "findings of $node with kind $1" "report-$node.json" .findings '' "kind=$1"; done
}

expect_diagnosis() { # <node> <pattern>: in what is diagnosed there, or in its evidence; merged
	local told
	told=$(query report-merged.json --arg node "$1" '.findings[] | select(.kind == "diagnosis" and .node == $node) | .summary, .evidence[]')
	if grep -qE -- "$2" <<<"$told"; then found "diagnosis on $1" "$2" "$2"; else found "diagnosis on $1" "$2" "$(paste -sd '|' <<<"$told")"; fi
}

# What the interval of recovery may be wide, in ms: one probe interval, which is the gap between the last lost probe and the
# next one sent, and one look at the agent, between the last two before ready. Both as recorded: a guest under TCG is late.
measure_allowed_width() { # <node>
	local last_lost_after_ready
	last_lost_after_ready=$(query "report-$1.json" '[.paths[] | select(.kind == "encrypted") | .recovery_after_ready_ns | select(. != null) | .[0]] | max // 0')
	query "recording-$1.jsonl" -n --argjson last_lost_after_ready "$last_lost_after_ready" '
		[inputs] as $seen
		| ($seen | map(select(.what == "path_added" and .kind == "encrypted") | .ssid)) as $encrypted
		| ($seen | map(select(.what == "agent_ready")) | last) as $ready
		| ($ready.t + $last_lost_after_ready) as $last_lost
		| ($seen | map(select(.what == "probe_sent" and (.ssid | IN($encrypted[])) and .t > $last_lost) | .t) | min) as $next
		| ($next - $last_lost + $ready.t - $ready.last_not_ready) / 1000000 | ceil'
}

# The interval in which the encrypted paths recovered, after ready: its width, and where it ends.
expect_recovery-width() { # <node> <condition in ms, or measured>
	local condition=$2
	[[ $condition != measured ]] || condition="<=$(measure_allowed_width "$1")"
	found_number "width of $1's recovery interval (ms)" "$condition" "$(query "report-$1.json" '[.paths[] | select(.kind == "encrypted" and (.outages | length) > 0) | .recovery_after_ready_ns | if . == null then 999999999999 else .[1] - .[0] end] | if length == 0 then "no outage" else (max / 1000000 | ceil) end')"
}
expect_recovery-end() { # <node> <condition in ms>
	found_number "end of $1's recovery after ready (ms)" "$2" "$(query "report-$1.json" '[.paths[] | select(.kind == "encrypted") | .recovery_after_ready_ns | select(. != null) | .[1]] | if length == 0 then "none" else (max / 1000000 | floor) end')"
}

# What the daemon of a node said over HTTP when its pages were kept.
expect_status() { # <node> <when> <jq expression> <what it gives>
	found "$3 of $1, $2" "$4" "$(query "status-$1-$2.json" "$3" | paste -sd ,)"
}
expect_metric() { # <node> <when> <name and labels> <condition>
	found_number "$3 of $1, $2" "$4" "$(awk -v name="$3" '{ at = match($0, / [^ ]*$/) } substr($0, 1, at - 1) == name { print substr($0, at + 1) }' "$RESULT/metrics-$1-$2.txt")"
}

# What verify said of all nodes, asked in one way or the other.
found_answer() { # <name> <verdict> <exit code>
	found "${1/-/, }" "$2, exit code $3" "$(query "$1.json" .verdict), exit code $(cat "$RESULT/exit-$1.txt" 2>/dev/null || echo none)"
}
expect_cluster() { found_answer "cluster-$1" "${@:2}"; }       # <when> <verdict> <exit code>
expect_prometheus() { found_answer "prometheus-$1" "${@:2}"; } # <when> <verdict> <exit code>

expect_cluster-missing() { # <when> <name>...: exactly these did not tell
	found "cluster, $1, who is missing" "${*:2}" "$(query "cluster-$1.json" '[.missing[].name] | join(" ")')"
}

expect_alerts() { # <when> [<name of an alert of deploy/prometheus>...]: exactly these fire, on whatever nodes
	found "alerts, $1" "${*:2}" "$(query "alerts-$1.json" '[.data.alerts[] | select(.state == "firing") | .labels.alertname] | unique | join(" ")')"
}

expect_arrival() { # <stage> <from> <to> <pass|lost> <counters>
	local line arrived counters what
	line=$(grep "^$1 $2 $3 " "$RESULT/pings.txt" 2>/dev/null || echo 'x x x none none')
	read -r _ _ _ arrived counters <<<"$line"
	case $arrived in 3) what=pass ;; 0) what=lost ;; *) what="$arrived of 3" ;; esac
	found "pings, $1, $2 to $3" "$4 $5" "$what $counters"
}

check_expectations() { # <scenario file>
	local words
	while IFS=$'\t' read -r -a words; do
		if declare -F "expect_${words[0]}" >/dev/null; then
			"expect_${words[0]}" "${words[@]:1}"
		else
			found "expect ${words[*]}" "a known word" "unknown word '${words[0]}'"
		fi
	done < <(read_declarations expect "$1")
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Measures what it costs until `verify` watches. Played by scripts/bench-start, which reads costs.tsv: lines
# "<what> <instructions>", of each start "total", "verifier" (bpf_check()) and "symbols" (from the
# opening of /proc/kallsyms until it is closed). The first start of a boot finds cold caches, and counts as well.
#
#   bench.node   eth0 (a dummy)

readonly STARTS=3
readonly TRACE=/sys/kernel/tracing

build_bench_node() {
	ip netns add bench.node
	ip -n bench.node -batch - <<-END
		link set lo up
		link add eth0 type dummy
		link set eth0 up
	END
}

# Events cost about 2,000 instructions each; few are asked for.
trace_the_start() {
	printf 'local\n' >$TRACE/trace_clock
	printf 'p:bench/symbols_opened kallsyms_open\np:bench/verifier_entered bpf_check\nr:bench/verifier_left bpf_check\n' >$TRACE/kprobe_events
	printf 'p:bench/symbols_closed seq_release_private\n' >>$TRACE/kprobe_events
	printf '1\n' >$TRACE/events/bench/enable
}

# Ends with the first phase that it tells of.
start_canary_and_wait() { # sets TOOK, in us, and PID
	local began line
	rm -f /tmp/progress
	mkfifo /tmp/progress
	: >$TRACE/trace
	began=${EPOCHREALTIME/./}
	ip netns exec bench.node xfrm-canary verify --node node --uplink eth0 --peer other=127.0.0.1 --agent none --after --settle 1h \
		--interval 1h --no-reflector >"$RESULTS/canary.txt" 2>/tmp/progress &
	PID=$!
	exec {progress}</tmp/progress
	while read -r -u "$progress" line; do
		printf '%s\n' "$line" >>"$RESULTS/progress.txt"
		[[ $line != *phase* ]] || break
	done
	TOOK=$((${EPOCHREALTIME/./} - began))
	cp $TRACE/trace "$RESULTS/trace.txt"
	kill -TERM "$PID"
	cat <&"$progress" >>"$RESULTS/progress.txt"
	exec {progress}<&-
	wait "$PID" || true
}

# Lines of the trace: "xfrm-canary-123 [000] ..... 12.345678: symbols_opened: (...)"
share_of() { # <event that begins> <event that ends>; in ns
	awk -v begins="$1:" -v ends="$2:" '
		/xfrm-canary/ {
			for (i = 1; i < NF; i++) if ($i ~ /^[0-9]+\.[0-9]+:$/) { at = $i + 0; what = $(i + 1) }
			if (what == begins) began = at
			else if (what == ends && began) { total += at - began; began = 0 }
		}
		END { printf "%.0f\n", total * 1e9 }' "$RESULTS/trace.txt"
}

announce() { printf 'vm-tests: %s\n' "$*" >/dev/console; }

play() {
	local attempt
	build_bench_node
	trace_the_start
	for ((attempt = 0; attempt < STARTS; attempt++)); do
		start_canary_and_wait
		printf 'total\t%s\n' "${TOOK}000"
		printf 'verifier\t%s\n' "$(share_of verifier_entered verifier_left)"
		printf 'symbols\t%s\n' "$(share_of symbols_opened symbols_closed)"
		announce "start $attempt: $TOOK thousand instructions"
	done >"$RESULTS/costs.tsv"
}

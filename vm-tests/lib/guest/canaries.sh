# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Both nodes' canaries: started so that neither ever handles a packet which the other one's hooks did not see, awaited by
# their phases, and ended with their exit codes kept.
# shellcheck disable=SC2153 # NODES is waiting.sh's
declare -A CANARY_PID=() CANARY_OPTIONS=() CANARY_DONE=()
declare -A AGENT_SPEC=() # <node>: whom its canary asks, where it is not the stand-in agent
REFLECTOR_PIDS=()
CANARIES_STARTED=''

# canary_options may be called several times; a later value of an option replaces an earlier one, and the default.
canary_options() { # <node|all> <option>...
	local node nodes=$1
	shift
	for node in $(each_node "$nodes"); do CANARY_OPTIONS[$node]+=" $*"; done
}
readonly DEFAULT_OPTIONS='--uplink eth0 --interval 50ms --deadline 2s --large-every 10 --agent-interval 50ms
	--baseline 1s --gone-within 60s --ready-within 60s --settle 3s'

# verify takes each option once. `--uplink found` leaves it out. Answers in OPTIONS.
choose_options() { # <node>
	local words word name=''
	local -A value=()
	# Words by intention.
	# shellcheck disable=SC2206
	words=($DEFAULT_OPTIONS ${CANARY_OPTIONS[$1]:-})
	for word in "${words[@]}"; do
		if [[ $word == --* ]]; then
			name=$word
			value[$name]=''
		else
			value[$name]=$word
		fi
	done
	OPTIONS=()
	[[ ${value[--uplink]} != found ]] || unset 'value[--uplink]'
	for name in "${!value[@]}"; do OPTIONS+=("$name" ${value[$name]:+"${value[$name]}"}); done
}

# Asked often while the canaries want the CPU: without a process.
has_phase() { # <node> <phase>
	local told=''
	read -r -d '' told <"$RESULTS/progress-$1.txt" || true
	[[ $'\n'$told$'\n' == *$'\n'"xfrm-canary: phase $2"$'\n'* ]]
}

canary_lives() { lives "${CANARY_PID[$1]}"; }

has_phase_or_ended() { has_phase "$1" "$2" || ! canary_lives "$1"; }

await_phase() { # <node> <phase>
	wait_until 40 "$1 to be in phase $2" has_phase_or_ended "$1" "$2"
	has_phase "$1" "$2" || fail "canary of $1 ended before phase $2"
}

# Reflectors outlive both canaries: a canary that ends first must not look like an outage to the other.
# (Not by in_pod: $! would be the function's shell, and the signal would go there.)
start_reflectors() {
	local node
	for node in "${NODES[@]}"; do
		nsenter "--net=/run/netns/$(pod_namespace "$node")" xfrm-canary reflect --local "${POD_ADDRESS[$node]}" &
		REFLECTOR_PIDS+=($!)
		nsenter "--net=/run/netns/$(node_namespace "$node")" xfrm-canary reflect --local "${NODE_ADDRESS[$node]}" &
		REFLECTOR_PIDS+=($!)
	done
}

reflectors_listen() { # a socket on port 862 = 0x035E in all four namespaces
	local node
	for node in "${NODES[@]}"; do
		in_pod "$node" grep -q ':035E ' /proc/net/udp /proc/net/udp6 || return 1
		in_node "$node" grep -q ':035E ' /proc/net/udp /proc/net/udp6 || return 1
	done
}

start_canary() { # <node>
	local node=$1 peer OPTIONS path
	peer=$(peer_of "$node")
	: >"$RESULTS/progress-$node.txt"
	choose_options "$node"
	path=(--probe-netns "/run/netns/$(pod_namespace "$node")" --local "${POD_ADDRESS[$node]}" --control-local "${NODE_ADDRESS[$node]}"
		--peer "$peer=${POD_ADDRESS[$peer]},control=${NODE_ADDRESS[$peer]}")
	[[ $PROBED == pods ]] ||
		path=(--probe-netns "/run/netns/$(node_namespace "$node")" --local "${NODE_ADDRESS[$node]}" --peer "$peer=${NODE_ADDRESS[$peer]}")
	xfrm-canary verify --node "$node" ${OVERLAY[$node]:+--overlay "${OVERLAY[$node]}"} \
		--node-netns "/run/netns/$(node_namespace "$node")" "${path[@]}" --no-reflector \
		--agent "${AGENT_SPEC[$node]:-cilium:$(agent_socket "$node")}" \
		--json "$RESULTS/report-$node.json" --record "$RESULTS/recording-$node.jsonl" \
		"${OPTIONS[@]}" \
		>"$RESULTS/verdict-$node.txt" 2>"$RESULTS/progress-$node.txt" &
	CANARY_PID[$node]=$!
}

# Canaries that start from now on find nothing in /proc/kallsyms, as on hardened nodes: `ip netns exec` gives each a mount
# namespace of its own (they enter their network namespaces themselves).
hide_symbols() {
	# In place of the program, for start_canary.
	# shellcheck disable=SC2317
	xfrm-canary() {
		[[ $1 == verify ]] || { command xfrm-canary "$@"; return; }
		exec ip netns exec "$(node_namespace node-a)" bash -c 'mount --bind /dev/null /proc/kallsyms && exec xfrm-canary "$@"' bash "$@"
	}
}

# Whoever reads /proc/kallsyms from now on finds names, and each address is zero.
zero_addresses() { echo 2 >/proc/sys/kernel/kptr_restrict; }

first_phase_of() { if [[ ${CANARY_OPTIONS[$1]:-} == *--after* ]]; then echo settling; else echo baseline; fi; }

# A queue that holds what the pod sends (or the node, where nodes probe each other) until it is released. In time, whatever else
# runs.
keep_back() { # <node> <add|change> <word>...
	local from=in_pod
	[[ $PROBED == pods ]] || from=in_node
	"$from" "$1" chrt -f 40 tc qdisc "$2" dev eth0 root plug "${@:3}"
}

# What the pods send is kept back, not lost, until both canaries have attached: all that either kernel side counts, it also
# sees. (Holding a process still would be recorded as a prober that stood still.)
start_canaries() {
	local node
	require_two_nodes 'start_canaries'
	CANARIES_STARTED=yes
	start_reflectors
	wait_until 20 "the reflectors to listen" reflectors_listen
	for node in "${NODES[@]}"; do
		snapshot_xfrm_stat "$node" before
		list_states "$node" | open_counter_span "$node"
		keep_back "$node" add limit 10000000
	done
	for node in "${NODES[@]}"; do start_canary "$node"; done
	for node in "${NODES[@]}"; do await_phase "$node" "$(first_phase_of "$node")"; done
	! any_winds_up || fail "one canary judges before both have started: its settle time is too short for this host"
	for node in "${NODES[@]}"; do keep_back "$node" change release_indefinite; done
	narrate "canaries run on both nodes"
}

# "Judge what there is": ends canaries at the same moment, where their settle times began at different ones.
interrupt_canary() { # <node|all>
	local node
	for node in $(each_node "$1"); do kill -TERM "${CANARY_PID[$node]}" 2>/dev/null || true; done
	narrate "canary of $1 interrupted"
}

# From its start to its end, where the other node has none.
run_canary() { # <node>
	local node=$1
	CANARIES_STARTED=yes
	unset "CANARY_DONE[$node]"
	snapshot_xfrm_stat "$node" before
	list_states "$node" | open_counter_span "$node"
	start_canary "$node"
	finish_canary "$node"
	CANARIES_STARTED=''
}

canary_ended_or_stuck() { # <node> <second from which it is stuck>
	canary_lives "$1" || return 0
	((SECONDS < $2)) || tell_where_it_is_stuck "${CANARY_PID[$1]}"
	return 1
}

# Which system calls its threads are in, and where in the kernel.
tell_where_it_is_stuck() { # <process>
	local thread
	[[ -z ${STUCK_TOLD:-} ]] || return 0
	STUCK_TOLD=yes
	for thread in "/proc/$1/task/"*; do
		printf 'thread %s: system call %s\n' "${thread##*/}" "$(cat "$thread/syscall" 2>&1)"
		cat "$thread/stack" "$thread/status" 2>&1
	done
}

winds_up() { has_phase_or_ended "$1" judging; }

any_winds_up() { winds_up node-a || winds_up node-b; }

# The one that ends first sees nothing more, while the other may still send: then what the other's pod sends is kept back until
# the counters of the first are read. It must be late only, not lost: so it is kept back shortly before the first ends, and
# not at all where the other has sent its last probe by then (it ends as much later than the first as it stopped sending
# later, which may be less than the reading takes).
finish_canaries() {
	local first second
	[[ -n $CANARIES_STARTED ]] || return 0
	wait_until 60 "a canary to judge" any_winds_up
	first='node-a'
	winds_up node-a || first='node-b'
	second=$(peer_of "$first")
	require_no_traffic
	wait_while_replies_come "$first" "$second"
	if ! winds_up "$second"; then
		canary_lives "$first" || fail "the canary of $first ended while $second still sent: its settle time is too short for this host"
		keep_back "$second" change block
		finish_canary "$first"
		keep_back "$second" change release_indefinite
	fi
	finish_canary "$first"
	finish_canary "$second"
	kill "${REFLECTOR_PIDS[@]}" 2>/dev/null || true
}

deadline_of() { # <node>: in ms
	local OPTIONS option
	choose_options "$1"
	for option in "${!OPTIONS[@]}"; do
		[[ ${OPTIONS[option]} != --deadline ]] || break
	done
	case ${OPTIONS[option + 1]} in
	*ms) echo "${OPTIONS[option + 1]%ms}" ;;
	*s) echo "$((${OPTIONS[option + 1]%s} * 1000))" ;;
	esac
}

# A session goes on for the deadline and a quarter of a second after its last probe. By the clock: on a busy host a moment is long.
wait_while_replies_come() { # <first> <second>
	local until
	until=$((${EPOCHREALTIME/./} + $(deadline_of "$1") * 1000 * 2 / 3))
	while ((${EPOCHREALTIME/./} < until)) && canary_lives "$1" && ! winds_up "$2"; do wait_a_moment; done
}

finish_canary() { # <node>
	local node=$1 code=0
	[[ -z ${CANARY_DONE[$node]:-} ]] || return 0
	wait_until 60 "the canary of $node to end" canary_ended_or_stuck "$node" $((SECONDS + 50))
	wait "${CANARY_PID[$node]}" || code=$?
	printf '%s\n' "$code" >"$RESULTS/exit-$node.txt"
	snapshot_xfrm_stat "$node" after
	add_states_that_went "$node"
	list_states "$node" | close_counter_span "$node"
	CANARY_DONE[$node]=yes
	narrate "canary of $node ended with $code"
}

kill_everybody() {
	local node pid
	for node in "${!AGENT_PID[@]}"; do stop_agent "$node"; done
	for pid in "${CANARY_PID[@]}" "${DAEMON_PID[@]}" "${IKE_PID[@]}" "${REFLECTOR_PIDS[@]}" "${EXPIRY_PIDS[@]}" "${ENCAPSULATION_PIDS[@]}" "${TRAFFIC_PIDS[@]}" "${TC_PID[@]}" "${TCX_PIDS[@]}" "$PROMETHEUS_PID" "${WATCHDOG:-}"; do
		[[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true
	done
	wait 2>/dev/null || true
}

# What the program says once, and its exit code.
says() { # <node> <exit code> <words> <command>...
	local node=$1 expected=$2 wanted=$3 said code=0
	shift 3
	said=$(in_node "$node" "$@" 2>&1) || code=$?
	narrate "$*: exit code $code"
	((code == expected)) || fail "$* ends with $code instead of $expected: $said"
	[[ $said == *"$wanted"* ]] || fail "$* does not say '$wanted': $said"
}

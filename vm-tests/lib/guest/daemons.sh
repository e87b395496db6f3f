# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The canary as a daemon on each node, and what its HTTP interface says. All listen in the guest's own network namespace.
declare -A DAEMON_PID=()

daemon_port() { printf '%d\n' $((9861 + $(index_of "$1"))); }

configure_daemon() { # <node>
	local node=$1 peer peers=''
	for peer in $(peers_of "$node"); do peers+="${peers:+, }\"$peer=${POD_ADDRESS[$peer]},control=${NODE_ADDRESS[$peer]}\""; done
	cat >"$RESULTS/run-$node.toml" <<-END
		node = "$node"
		uplink = "eth0"
		node-netns = "/run/netns/$(node_namespace "$node")"
		probe-netns = "/run/netns/$(pod_namespace "$node")"
		local = "${POD_ADDRESS[$node]}"
		control-local = "${NODE_ADDRESS[$node]}"
		peer = [$peers]
		agent = "cilium:$(agent_socket "$node")"
		agent-interval = "50ms"
		listen = "127.0.0.1:$(daemon_port "$node")"
		cover = "1s"
		baseline = "1s"
		settle = "3s"
		window = "2m"
	END
}

launch_daemon() { # <node> <option>...
	xfrm-canary run --config "$RESULTS/run-$1.toml" "${@:2}" 2>"$RESULTS/daemon-$1.txt" &
	DAEMON_PID[$1]=$!
}

start_daemon() { # <node> <option>...
	configure_daemon "$1"
	launch_daemon "$@"
}

# None is told its peers until all listen: no probe goes to a node that cannot answer yet.
start_daemons() { # <option>...
	local node
	ip link set lo up
	for node in "${NODES[@]}"; do
		configure_daemon "$node"
		sed -i 's/^peer = /#&/' "$RESULTS/run-$node.toml"
		launch_daemon "$node" "$@"
	done
	for node in "${NODES[@]}"; do wait_until 90 "the daemon of $node to watch" daemon_says "$node" 'watching '; done
	for node in "${NODES[@]}"; do
		sed -i 's/^#peer = /peer = /' "$RESULTS/run-$node.toml"
		kill -HUP "${DAEMON_PID[$node]}"
	done
	for node in "${NODES[@]}"; do wait_until 20 "the daemon of $node to know its peers" daemon_says "$node" 'reloaded: '; done
	narrate "daemons run on ${NODES[*]}"
}

daemon_says() { # <node> <words>: on its stderr
	lives "${DAEMON_PID[$1]}" || fail "the daemon of $1 has ended: $(cat "$RESULTS/daemon-$1.txt")"
	grep -qF "$2" "$RESULTS/daemon-$1.txt"
}

# Of the agent; where nothing was said of it, it was there from the beginning.
daemon_said_last() { # <node> <words>
	local last
	last=$(grep -F ': the agent ' "$RESULTS/daemon-$1.txt" | tail -n 1)
	[[ $last == *"$2"* || (-z $last && $2 == 'the agent is ready') ]]
}

http_get() { # <port of 127.0.0.1> <path>: the answer's body
	local connection
	exec {connection}<>"/dev/tcp/127.0.0.1/$1" || return
	printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&"$connection"
	sed '1,/^\r$/d' <&"$connection"
	exec {connection}>&-
}

get_page() { # <node> <path> <file in RESULTS>
	http_get "$(daemon_port "$1")" "$2" >"$RESULTS/$3"
}

has_judged() { # <node> <how many transitions>
	(($(grep -cF 'transition judged' "$RESULTS/daemon-$1.txt") >= $2))
}

await_judged() { # <how many transitions>
	local node
	for node in "${NODES[@]}"; do wait_until 40 "$node to judge $1 transitions" has_judged "$node" "$1"; done
}

# What all nodes say now, as <page>-<node>-<when>.json or .txt
keep_pages() { # <when>
	local node
	for node in "${NODES[@]}"; do
		get_page "$node" /v1/verdict "status-$node-$1.json"
		get_page "$node" /metrics "metrics-$node-$1.txt"
	done
	narrate "pages kept: $1"
}

# What one command says of all nodes, as <name>.json, .txt and .xml, and its exit code.
keep_answer() { # <name> <option of verify>...
	local code=0
	xfrm-canary verify "${@:2}" --json "$RESULTS/$1.json" --junit "$RESULTS/$1.xml" >"$RESULTS/$1.txt" 2>&1 || code=$?
	printf '%s\n' "$code" >"$RESULTS/exit-$1.txt"
	narrate "all nodes asked, $1: exit code $code"
}

ask_cluster() { # <when> [<address of one more>]
	local node addresses=''
	for node in "${NODES[@]}"; do addresses+=${addresses:+,}127.0.0.1:$(daemon_port "$node"); done
	keep_answer "cluster-$1" --cluster "$addresses${2:+,$2}"
}

# Just these paths. A daemon that judges holds probes up where there is one CPU, and a path may be in an outage for a moment.
await_unreachable() { # <node> <kinds, with commas between> [<peer>...]: all of them where none is named
	local node=$1 kind peer peers=("${@:3}") wanted=''
	(($# > 2)) || mapfile -t peers < <(peers_of "$node")
	for peer in "${peers[@]}"; do
		for kind in ${2//,/ }; do wanted+="$peer $kind"$'\n'; done
	done
	wait_until 40 "the unreachable paths of $node to be: ${2:-none}${3:+ to ${*:3}}" only_unreachable "$node" "${wanted%$'\n'}"
}

only_unreachable() { # <node> <lines of "peer kind", sorted>
	local last
	last=$(sed -nE 's/.* ([^ ]+) ipv[46] ([a-z]+): probes (do not )?come back.*/\1 \2 \3/p' "$RESULTS/daemon-$1.txt" |
		awk '{ away[$1 " " $2] = NF > 2 } END { for (path in away) if (away[path]) print path }' | sort)
	[[ $last == "$2" ]]
}

# Open in its daemon: the fewest of some looks, as whoever asks the agent just then has one more.
count_descriptors() { # <node>
	local fewest=0 open look
	for look in {1..10}; do
		open=("/proc/${DAEMON_PID[$1]}/fd"/*)
		((look > 1 && ${#open[@]} >= fewest)) || fewest=${#open[@]}
		wait_a_moment
	done
	printf '%d\n' "$fewest"
}

read_memory() { # <node>: of its daemon, in KiB
	awk '$1 == "VmRSS:" { print $2 }' "/proc/${DAEMON_PID[$1]}/status"
}

stop_daemon() { # <node>
	local code=0
	kill -TERM "${DAEMON_PID[$1]}"
	wait "${DAEMON_PID[$1]}" || code=$?
	unset "DAEMON_PID[$1]"
	printf '%s\n' "$code" >"$RESULTS/exit-$1.txt"
	narrate "daemon of $1 ended with $code"
}

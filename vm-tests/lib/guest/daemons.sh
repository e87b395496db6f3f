# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The canary as a daemon on each node, and what its HTTP interface says. All listen in the guest's own network namespace.
declare -A DAEMON_PID=()

daemon_port() { if [[ $1 == node-a ]]; then echo 9862; else echo 9863; fi; }

start_daemon() { # <node> <option>...
	local node=$1 peer
	peer=$(peer_of "$node")
	cat >"$RESULTS/run-$node.toml" <<-END
		node = "$node"
		uplink = "eth0"
		node-netns = "/run/netns/$(node_namespace "$node")"
		probe-netns = "/run/netns/$(pod_namespace "$node")"
		local = "${POD_ADDRESS[$node]}"
		control-local = "${NODE_ADDRESS[$node]}"
		peer = ["$peer=${POD_ADDRESS[$peer]},control=${NODE_ADDRESS[$peer]}"]
		agent = "cilium:$(agent_socket "$node")"
		agent-interval = "50ms"
		listen = "127.0.0.1:$(daemon_port "$node")"
		cover = "1s"
		baseline = "1s"
		settle = "3s"
		window = "2m"
	END
	xfrm-canary run --config "$RESULTS/run-$node.toml" "${@:2}" 2>"$RESULTS/daemon-$node.txt" &
	DAEMON_PID[$node]=$!
}

start_daemons() { # <option>...
	local node
	ip link set lo up
	for node in node-a node-b; do start_daemon "$node" "$@"; done
	for node in node-a node-b; do wait_until 90 "the daemon of $node to watch" daemon_says "$node" 'watching '; done
	narrate "daemons run on both nodes"
}

daemon_says() { # <node> <words>: on its stderr
	kill -0 "${DAEMON_PID[$1]}" || fail "the daemon of $1 has ended: $(cat "$RESULTS/daemon-$1.txt")"
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
	for node in node-a node-b; do wait_until 40 "$node to judge $1 transitions" has_judged "$node" "$1"; done
}

# What both nodes say now, as <page>-<node>-<when>.json or .txt
keep_pages() { # <when>
	local node
	for node in node-a node-b; do
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

ask_cluster() { # <when> [<address of a third node>]
	keep_answer "cluster-$1" --cluster "127.0.0.1:9862,127.0.0.1:9863${2:+,$2}"
}

# A daemon that judges holds probes up where there is one CPU, and a path may be in an outage for a moment.
await_unreachable() { # <node> <kinds, with commas between>
	wait_until 40 "the unreachable paths of $1 to be: $2" only_unreachable "$1" "$2"
}

only_unreachable() { # <node> <kinds>
	local kind kinds=''
	for kind in control encrypted; do
		[[ $(grep -E " $kind: probes (do not )?come back" "$RESULTS/daemon-$1.txt" | tail -n 1) != *'do not come back'* ]] || kinds+=${kinds:+,}$kind
	done
	[[ $kinds == "$2" ]]
}

stop_daemon() { # <node>
	local code=0
	kill -TERM "${DAEMON_PID[$1]}"
	wait "${DAEMON_PID[$1]}" || code=$?
	unset "DAEMON_PID[$1]"
	printf '%s\n' "$code" >"$RESULTS/exit-$1.txt"
	narrate "daemon of $1 ended with $code"
}

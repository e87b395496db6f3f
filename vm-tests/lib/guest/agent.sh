# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The stand-in agent: its health interface only. What an agent does to XFRM and programs is said by the scenario.
declare -A AGENT_PID=()
declare -rA RELEASE_COMMIT=([1.13.0]=c9723a8df3 [1.13.1]=a6be57eb80 [1.13.2]=d3f7b137dd)

agent_socket() { printf '/run/%s.sock\n' "$1"; }

# All at nearly the same moment: canaries that are told of readiness together also end together.
start_agents() { # <node|all> <state> <release>
	local node message
	message="$3 (v$3-${RELEASE_COMMIT[$3]:-0000000000})"
	for node in $(each_node "$1"); do
		stop_agent "$node"
		: >"/tmp/$node.agent"
	done
	for node in $(each_node "$1"); do
		nsenter "--net=/run/netns/$(node_namespace "$node")" stand-in-agent "$(agent_socket "$node")" "$2" "$message" >"/tmp/$node.agent" 2>&1 &
		AGENT_PID[$node]=$!
	done
	for node in $(each_node "$1"); do wait_until 10 "the agent of $node to listen" agent_listens "$node"; done
}

agent_listens() { # <node>
	local said=''
	read -r said <"/tmp/$1.agent" && [[ $said == listening ]]
}

stop_agent() { # <node>
	[[ -n ${AGENT_PID[$1]:-} ]] || return 0
	kill "${AGENT_PID[$1]}" 2>/dev/null || true
	wait "${AGENT_PID[$1]}" 2>/dev/null || true
	unset "AGENT_PID[$1]"
}

# Healthy from the scenario's beginning: nobody waits for anything.
agent_runs() { # <node|all> <release>
	start_agents "$1" Ok "$2"
	narrate "agent of $1 runs: $2"
}

# The agent's process ends once the canaries have their baseline: both ports are refused from then on.
agent_gone() { # <node|all>
	local node
	for node in $(each_node "$1"); do await_watching "$node" waiting-for-gone 'the agent is ready'; done
	for node in $(each_node "$1"); do stop_agent "$node"; done
	narrate "agent of $1 is gone"
	for node in $(each_node "$1"); do await_watching "$node" waiting-for-ready 'the agent has gone'; done
}

# Until the canary of a node is in this phase, or its daemon said this last of the agent (or nothing yet).
await_watching() { # <node> <phase> <words>
	if [[ -z ${DAEMON_PID[$1]:-} ]]; then
		await_phase "$1" "$2"
	else
		wait_until 40 "the daemon of $1 to say: $3" daemon_said_last "$1" "$3"
	fi
}

# The new process is up and answers, but says that it is not ready.
agent_starts() { # <node|all> <release>
	start_agents "$1" Failure "$2"
	narrate "agent of $1 starts: $2"
}

agent_ready() { # <node|all> <release>
	local node
	start_agents "$1" Ok "$2"
	narrate "agent of $1 is ready: $2"
	for node in $(each_node "$1"); do await_watching "$node" settling 'the agent is ready'; done
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Another way from a node to the wire, eth1, as further ENIs are, and what somebody else hangs in front of the canary's programs.
#
#   node-a ── eth0 ──┐
#          ── eth1 ──┴ br0 ── node-b     neighbours are fixed: what node-b answers comes to eth0

add_second_uplink() { # <node>
	local node=$1 peer index
	index=$(index_of "$node")
	in_wire ip link add "$node-1" up master br0 type veth peer name eth1 address "02:00:00:00:03:0$index" netns "$(node_namespace "$node")"
	{
		printf 'link set eth1 up\n'
		for peer in $(peers_of "$node"); do
			printf 'neighbour replace %s lladdr 02:00:00:00:02:0%s dev eth1 nud permanent\n' "${NODE_ADDRESS[$peer]}" "$(index_of "$peer")"
		done
	} | in_node "$node" ip -batch -
	for peer in $(peers_of "$node"); do
		in_node "$peer" ip neighbour replace "${NODE_ADDRESS[$node]}" lladdr "02:00:00:00:02:0$index" dev eth0 nud permanent
	done
	narrate "$node has a second uplink"
}

# From now on what goes to its peers leaves a node through eth1, ESP as well as what pods send in the clear.
send_through_second_uplink() { # <node>
	local node=$1 peer
	for peer in $(peers_of "$node"); do
		printf 'route replace %s/%s dev eth1 src %s\n' "${NODE_ADDRESS[$peer]}" "$HOST_BITS" "${NODE_ADDRESS[$node]}"
		printf 'route replace %s via %s dev eth1\n' "${POD_RANGE[$peer]}" "${NODE_ADDRESS[$peer]}"
	done | in_node "$node" ip -batch -
	narrate "$node sends through its second uplink"
}

# A filter of the first priority that ends the chain for all packets, as the newest before all others: nothing is behind it.
put_filter_in_front() { # <node> <egress|ingress>
	in_node "$1" tc filter add dev eth0 "$2" pref 1 protocol all bpf bytecode '1,6 0 0 4294967295' flowid 1:1
	narrate "a filter stands in front on $1, $2"
}

TCX_PIDS=()
# A program of tcx that ends the chain, before all others. Linux 6.6 has it; before, it is a filter.
put_program_in_front() { # <node> <egress|ingress>
	[[ $(printf '%s\n' 6.6 "$(uname -r)" | sort -V | head -n 1) == 6.6 ]] || { put_filter_in_front "$@"; return; }
	nsenter "--net=/run/netns/$(node_namespace "$1")" tcx-in-front eth0 "$2" &
	TCX_PIDS+=($!)
	narrate "a program of tcx stands in front on $1, $2"
}

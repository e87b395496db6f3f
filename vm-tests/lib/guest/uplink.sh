# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The uplink of a node as an agent or an operator replaces it, with all that hung on it, and whether its daemon sees again.

# Soon after; the device at once.
replace_uplink() { # <node> <qdisc|filters|device>
	case $2 in
	qdisc) delete_qdisc "$1" && tell_tc "$1" 'qdisc add dev eth0 clsact' ;;
	filters) tell_tc "$1" 'filter del dev eth0 egress' 'filter del dev eth0 ingress' ;;
	device) replace_device "$1" ;;
	*) fail "an uplink's qdisc, its filters or the device are replaced" ;;
	esac
}

declare -A TC_PIPE=() TC_PID=() # <node>: of a tc that waits for commands, which costs less than one that starts

# What fails is told, and no more: a daemon that was faster has added the qdisc already.
tell_tc() { # <node> <command>...
	local pipe
	if [[ -z ${TC_PIPE[$1]:-} ]]; then
		exec {pipe}> >(exec nsenter "--net=/run/netns/$(node_namespace "$1")" /usr/bin/tc -force -batch - 2>>"$RESULTS/tc-$1.txt")
		TC_PIPE[$1]=$pipe TC_PID[$1]=$!
	fi
	printf '%s\n' "${@:2}" >&"${TC_PIPE[$1]}"
}

# The kernel refuses to delete a qdisc while somebody asks for its filters, as a daemon does that has just heard of a change.
delete_qdisc() { # <node>
	local refused
	: >>"$RESULTS/tc-$1.txt"
	while :; do
		refused=$(count_refusals "$1")
		tell_tc "$1" 'qdisc del dev eth0 clsact'
		await_tc "$1"
		(($(count_refusals "$1") > refused)) || return 0
	done
}

count_refusals() { grep -c 'ongoing filter requests' "$RESULTS/tc-$1.txt" || true; } # <node>

await_tc() { wait_until 10 "tc to have done all" waits_for_commands "${TC_PID[$1]}"; } # <node>

# It remembers the number of a device that it heard of. Its pipe has no end while others live that were started meanwhile.
dismiss_tc() { # <node>
	local pipe=${TC_PIPE[$1]:-}
	[[ -n $pipe ]] || return 0
	await_tc "$1"
	kill "${TC_PID[$1]}"
	exec {pipe}>&-
	unset "TC_PIPE[$1]" "TC_PID[$1]"
}

waits_for_commands() { # <process>
	local name state
	read -r _ name state _ <"/proc/$1/stat" && [[ $name == '(tc)' && $state == S ]]
}

replace_device() { # <node>
	local node=$1 peer
	dismiss_tc "$node"
	in_wire ip -batch - <<-END
		link del $node
		link add $node up master br0 type veth peer name eth0 address 02:00:00:00:02:0$(index_of "$node") netns $(node_namespace "$node")
	END
	{
		printf 'link set eth0 up\naddress add %s/%d dev eth0\n' "${NODE_ADDRESS[$node]}" "$LINK_BITS"
		printf 'route add default via %s dev eth0\n' "$ROUTER_ADDRESS"
		for peer in $(peers_of "$node"); do printf 'route replace %s via %s dev eth0\n' "${POD_RANGE[$peer]}" "${NODE_ADDRESS[$peer]}"; done
	} | in_node "$node" ip -batch -
	tell_tc "$node" 'qdisc add dev eth0 clsact'
	hook_network_program "$node"
}

declare -A SIGHT_LINES=() SIGHTS=() # <node>: what its daemon says from here on; how often it said that a program sees again

# How often programs of the node's daemon were attached again.
count_sights() { # <node>; answers in SIGHTS
	local line
	if [[ -z ${SIGHT_LINES[$1]:-} ]]; then
		exec {line}<"$RESULTS/daemon-$1.txt"
		SIGHT_LINES[$1]=$line SIGHTS[$1]=0
	fi
	while read -r line <&"${SIGHT_LINES[$1]}"; do
		[[ $line != *' sees again' ]] || SIGHTS[$1]=$((SIGHTS[$1] + 1))
	done
}

has_seen_again() { # <node> <times>
	count_sights "$1"
	((SIGHTS[$1] >= $2))
}

await_sight() { # <node> <times>: programs that were attached again, since the daemon began
	wait_until 20 "the daemon of $1 to attach $2 times again" has_seen_again "$@"
}

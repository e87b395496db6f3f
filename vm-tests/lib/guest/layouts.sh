# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The recorded rules, routes, states and policies of real releases. The first layout of a node is laid down as recorded; a
# later one is reached as the agent reaches it: the default-drop policy first, then what is stale goes, then what is new
# comes, in the recorded order. States common to both stay, with their counters.

readonly LAYOUTS=/vm-tests/layouts
declare -A LAYOUT_OF=()
STATE_WORDS=''

# At the top of a scenario: what all states get beyond what was recorded, in the words of `ip xfrm state add`.
states_have() { STATE_WORDS=$*; }

layout() { # <node|all> <layout>/<stage>
	local node wanted
	[[ -r $LAYOUTS/$2/node-a.xfrm ]] || fail "no such layout: $2"
	for node in $(each_node "$1"); do
		wanted=/tmp/$node.${2//\//.}
		print_layout "$node" "$2" net >"$wanted.net"
		lay_routes "$node" "$2" "$wanted.net"
		wanted+=.xfrm
		print_layout "$node" "$2" xfrm | sed "/^xfrm state add /s/\$/ $STATE_WORDS/" >"$wanted"
		change_xfrm "$node" < <(list_changes "${LAYOUT_OF[$node]:-/dev/null}" "$wanted")
		LAYOUT_OF[$node]=$wanted
	done
	narrate "layout of $1: $2"
}

# As recorded; for three nodes, as derived: node-c has what node-b has, with its own addresses, and every node has for its other
# peer what it has for the recorded one, behind it, with that peer's address and node ID.
print_layout() { # <node> <layout>/<stage> <net|xfrm>
	local node=$1 recorded=$1 peer other
	if ((${#NODES[@]} == 2)); then
		cat "$LAYOUTS/$2/$node.$3"
		return
	fi
	[[ $2 == eni-endpoint-routes/* ]] || fail "no layout for three nodes can be derived from $2"
	case $node in
	node-a) peer=node-b other=node-c ;;
	node-b) peer=node-a other=node-c ;;
	node-c) peer=node-a other=node-b recorded='node-b' ;;
	esac
	sed -E "
		s/ ${NODE_ADDRESS[$recorded]} / ${NODE_ADDRESS[$node]} /
		s/ ${INTERNAL_ADDRESS[$recorded]} / ${INTERNAL_ADDRESS[$node]} /
		s/10\.20$(index_of "$recorded")\./10.20$(index_of "$node")./
		/ mark $(print_node_id "$peer")/ {
			p
			s/ mark $(print_node_id "$peer")/ mark $(print_node_id "$other")/
			s/ ${INTERNAL_ADDRESS[$peer]} / ${INTERNAL_ADDRESS[$other]} /
		}" "$LAYOUTS/$2/$recorded.$3"
}

# As marks of states and policies begin with it: 0xb01.
print_node_id() { printf '%#x' "${NODE_ID[$1]}"; } # <node>

ENCAPSULATION_PIDS=()

# Somebody takes ESP in UDP, where states have an encapsulation.
receive_esp_in_udp() { # <node|all>
	local node
	for node in $(each_node "$1"); do
		ip netns exec "$(node_namespace "$node")" receive-esp-in-udp &
		ENCAPSULATION_PIDS+=($!)
		wait_until 10 "port 4500 of $node" in_node "$node" grep -q ':1194 ' /proc/net/udp
	done
}

# Back to a node on which no agent ever ran.
forget_layout() { # <node|all>
	local node
	for node in $(each_node "$1"); do
		ip "-$FAMILY" -n "$(node_namespace "$node")" -force -batch - <<-END 2>/dev/null || true
			xfrm state flush
			xfrm policy flush
			rule del pref 1
			rule del pref 1
			route flush table 200
		END
		unset "LAYOUT_OF[$node]"
	done
}

lay_routes() { # <node> <layout>/<stage> <.net file>
	local peer
	# What is there already is refused, which is as it should be.
	ip "-$FAMILY" -n "$(node_namespace "$1")" -force -batch "$3" 2>/dev/null || true
	case $2 in
	cluster-pool-vxlan/*) start_overlay "$1" ;;
	cluster-pool-native*)
		peer=$(peer_of "$1")
		ip -n "$(node_namespace "$1")" -force -batch - <<-END
			route replace ${POD_RANGE[$1]} dev cilium_host scope link src ${INTERNAL_ADDRESS[$1]}
			route replace ${POD_RANGE[$peer]} via ${NODE_ADDRESS[$peer]} dev eth0
		END
		;;
	esac
}

# Two lines speak of the same state or policy when these agree; the kernel replaces a policy and refuses a state.
# Answers in KEY: a subshell per line would cost the guest more than the rest.
find_key() {
	KEY=${1#xfrm }
	KEY=${KEY/ add / }
	KEY=${KEY%% priority *}
	KEY=${KEY%% action *}
	KEY=${KEY%% tmpl *}
	KEY=${KEY%% output-mark *}
}

print_removal() {
	find_key "$1"
	case $KEY in
	policy*) printf 'xfrm policy delete %s\n' "${KEY#policy }" ;;
	state*) printf 'xfrm state delete %s mark %s\n' "$(cut -d ' ' -f 2-9 <<<"$KEY")" "${KEY##* mark }" ;;
	esac
}

list_changes() { # <from .xfrm> <to .xfrm>
	local line KEY
	local -A before=() wanted=()
	while IFS= read -r line; do before[$line]=1; done <"$1"
	while IFS= read -r line; do
		wanted[$line]=1
		find_key "$line"
		wanted[$KEY]=1
	done <"$2"
	grep 'action block' "$2" | while IFS= read -r line; do
		[[ -n ${before[$line]:-} ]] || printf '%s\n' "${line/policy add/policy update}"
	done || true
	while IFS= read -r line; do
		[[ -n ${wanted[$line]:-} ]] && continue
		find_key "$line"
		# A policy whose key stays is updated in place, below.
		[[ $KEY == policy* && -n ${wanted[$KEY]:-} ]] || print_removal "$line"
	done <"$1"
	while IFS= read -r line; do
		[[ -n ${before[$line]:-} || $line == *'action block'* ]] || printf '%s\n' "${line/policy add/policy update}"
	done <"$2"
}

# The published mitigation: everything goes, the default-drop policy included, until the agent installs anew.
flush_xfrm() { # <node|all>
	local node
	for node in $(each_node "$1"); do
		printf 'xfrm state flush\nxfrm policy flush\n' | change_xfrm "$node"
		LAYOUT_OF[$node]=/dev/null
	done
	narrate "XFRM of $1 flushed"
}

# Reads commands. State counters are read in the same breath, before and after: the counters of a state that goes are kept.
# (`ip -batch` cannot do that alone: its listing of states ends the process.)
change_xfrm() { # <node>
	local files=/tmp/$1
	cat >"$files.batch"
	sed -E 's/(0x[0-9a-f]{4})[0-9a-f]{36}/\1.../; s/^/  '"$1"': ip /' "$files.batch"
	in_node "$1" chrt -f "$UNINTERRUPTED" sh -c '
		/usr/bin/ip -s xfrm state list nokeys >"$1.before"
		/usr/bin/ip -batch "$1.batch"
		/usr/bin/ip -s xfrm state list nokeys >"$1.after"' change_xfrm "$files"
	close_counter_span "$1" <"$files.before"
	open_counter_span "$1" <"$files.after"
}

# A state goes, and comes back as it was laid down as soon as so many packets have missed it. `ip` waits at the other end of a
# pipe: neither its start nor the listing of counters makes the gap longer.
state_gap() { # <node> <packets> <how the state's line begins, after "xfrm state add">
	local line files=/tmp/$1
	line=$(grep -m 1 "^xfrm state add $3 " "${LAYOUT_OF[$1]}") || fail "no such state on $1: $3"
	in_node "$1" chrt -f "$UNINTERRUPTED" bash -c "$(declare -f swap_state_under_traffic)"'
		swap_state_under_traffic "$@"' state_gap "$files" "$(print_removal "$line")" "$line" "$2" || fail "no traffic misses the state of $1: $3"
	close_counter_span "$1" <"$files.before"
	open_counter_span "$1" <"$files.after"
	narrate "state of $1 gone until $2 packets had missed it: $3"
}

swap_state_under_traffic() { # <files> <removal> <addition> <packets>
	local never ip pid name state missed attempt
	count_missed() { while read -r name missed; do [[ $name != XfrmInNoStates ]] || return 0; done </proc/net/xfrm_stat; }
	exec {never}<> <(:)
	coproc commands { exec ip -batch -; }
	# Bash sets both, and forgets them when the process ends.
	# shellcheck disable=SC2154
	ip=${commands[1]} pid=$commands_PID
	until read -r _ name state _ <"/proc/$pid/stat" && [[ $name == '(ip)' && $state == S ]]; do read -r -t 0.002 -u "$never" || true; done
	ip -s xfrm state list nokeys >"$1.before"
	count_missed
	local enough=$((missed + $4))
	printf '%s\n' "$2" >&"$ip"
	for ((attempt = 0; attempt < 200; attempt++)); do
		read -r -t 0.001 -u "$never" || true
		count_missed
		((missed < enough)) || break
	done
	printf '%s\n' "$3" >&"$ip"
	exec {ip}>&-
	wait "$pid"
	ip -s xfrm state list nokeys >"$1.after"
	((attempt < 200))
}

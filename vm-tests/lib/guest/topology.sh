# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Two nodes, each with one pod, and the wire between them. Node A (B mirrored: 192.0.2.2, 10.0.1.10, 10.0.1.200):
#
#   <scenario>.pod-a          <scenario>.node-a                                      <scenario>.wire
#  ┌───────────────┐   ┌──────────────────────────────────────────────────┐   ┌──────────────────────────┐
#  │ eth0 10.0.0.10├───┤lxc0                              eth0 192.0.2.1  ├───┤node-a ┐                  │
#  │ mtu 1423      │   │  │  mark for encryption            ▲ │           │   │       ├ br0 192.0.2.254  │
#  └───────────────┘   │  ▼                                 │ ▼           ├┐  │node-b ┘ router, and the  │
#                      │ cilium_host 10.0.0.200 ═══ cilium_net            ││  │         place where the  │
#                      │   ▲ XFRM encrypts on the    ▲ ESP appears here,  ││  │         wire loses       │
#                      │     way in                    mark is cleared    ││  └──────────────────────────┘
#                      │   lo 127.0.0.1:9879 the stand-in agent           ││
#                      └──────────────────────────────────────────────────┘└─ node-b, pod-b
#
# The router knows 10.0.0.0/24 via 192.0.2.1 and 10.0.1.0/24 via 192.0.2.2, as a cloud's network does.

declare -rA NODE_ADDRESS=([node-a]=192.0.2.1 [node-b]=192.0.2.2)
declare -rA POD_ADDRESS=([node-a]=10.0.0.10 [node-b]=10.0.1.10)
declare -rA INTERNAL_ADDRESS=([node-a]=10.0.0.200 [node-b]=10.0.1.200)
declare -rA POD_RANGE=([node-a]=10.0.0.0/24 [node-b]=10.0.1.0/24)
readonly ROUTER_ADDRESS=192.0.2.254
# 1500 less what Cilium reserves for IPsec: its pods' routes carry this MTU.
readonly POD_MTU=1423

node_namespace() { printf '%s.%s\n' "$SCENARIO" "$1"; }
pod_namespace() { printf '%s.pod-%s\n' "$SCENARIO" "${1#node-}"; }
wire_namespace() { printf '%s.wire\n' "$SCENARIO"; }

# Not `ip netns exec`, which takes four times as long under TCG, most of it to mount a /sys that nobody reads. By full path,
# since busybox prefers its own ip and tc.
enter() { # <namespace> <command>...
	hash "$2" || return
	nsenter "--net=/run/netns/$1" "${BASH_CMDS[$2]:-$2}" "${@:3}"
}
in_node() { enter "$SCENARIO.$1" "${@:2}"; }
in_pod() { enter "$SCENARIO.pod-${1#node-}" "${@:2}"; }

set_kernel_switches() {
	cat >"/tmp/$SCENARIO.sysctl" <<-END
		net.ipv6.conf.all.disable_ipv6=1
		net.ipv6.conf.default.disable_ipv6=1
		net.ipv4.ip_forward=1
		net.ipv4.conf.all.rp_filter=0
		net.ipv4.conf.default.rp_filter=0
		net.ipv4.conf.all.accept_local=1
		net.ipv4.conf.default.accept_local=1
		net.ipv4.conf.all.send_redirects=0
		net.ipv4.conf.default.send_redirects=0
		net.ipv4.conf.all.accept_redirects=0
		net.ipv4.conf.default.accept_redirects=0
		net.ipv4.conf.all.log_martians=0
	END
	enter "$1" sysctl -q -p "/tmp/$SCENARIO.sysctl"
}

build_wire() {
	local wire
	wire=$(wire_namespace)
	ip netns add "$wire"
	set_kernel_switches "$wire"
	ip -n "$wire" -batch - <<-END
		link set lo up
		link add br0 address 02:00:00:00:02:fe type bridge stp_state 0 forward_delay 0 mcast_snooping 0
		address add $ROUTER_ADDRESS/24 dev br0
		link set br0 up
	END
}

# cilium_host and cilium_net share their address because a veth pair without ARP sends to its own.
build_node() { # <node>
	local node=$1 letter=${1#node-} name pod wire index
	name=$(node_namespace "$node") pod=$(pod_namespace "$node") wire=$(wire_namespace)
	index=$([[ $letter == a ]] && echo 1 || echo 2)
	ip netns add "$name"
	ip netns add "$pod"
	set_kernel_switches "$name"
	ip -n "$name" -batch - <<-END
		link set lo up
		link add eth0 address 02:00:00:00:02:0$index type veth peer name $node netns $wire
		link add lxc0 address 02:00:00:0$index:00:01 type veth peer name eth0 netns $pod
		link add cilium_host address 02:00:00:0$index:00:fe type veth peer name cilium_net address 02:00:00:0$index:00:fe
		link set cilium_host arp off
		link set cilium_net arp off
		address add ${NODE_ADDRESS[$node]}/24 dev eth0
		address add ${INTERNAL_ADDRESS[$node]}/32 dev cilium_host
		link set eth0 up
		link set cilium_net up
		link set cilium_host up
		link set lxc0 up
		route add default via $ROUTER_ADDRESS dev eth0
		route add ${POD_ADDRESS[$node]}/32 dev lxc0 scope link
	END
	ip -n "$wire" -batch - <<-END
		link set $node master br0
		link set $node up
		route add ${POD_RANGE[$node]} via ${NODE_ADDRESS[$node]} dev br0
	END
	ip -n "$pod" -batch - <<-END
		link set lo up
		address add ${POD_ADDRESS[$node]}/32 dev eth0
		link set eth0 up
		route add 169.254.1.1/32 dev eth0 scope link
		route add default via 169.254.1.1 dev eth0 mtu $POD_MTU
		neighbour add 169.254.1.1 lladdr 02:00:00:0$index:00:01 dev eth0 nud permanent
	END
	# An agent's node has it already. Who brings it to a device that is up makes the kernel drop what is being sent just then
	# (qdisc_graft deactivates the device; seen on 6.1).
	in_node "$node" tc qdisc add dev eth0 clsact
}

build_topology() {
	build_wire
	build_node node-a
	build_node node-b
	wait_until 5 "the wire to forward" wire_forwards
	start_datapath node-a
	start_datapath node-b
	narrate "topology stands"
}

wire_forwards() { in_node node-a ping -q -c 1 -W 1 "${NODE_ADDRESS[node-b]}" >/dev/null 2>&1; }

remove_topology() {
	local namespace
	for namespace in /run/netns/"$SCENARIO".*; do
		[[ ! -e $namespace ]] || ip netns del "${namespace##*/}" || true
	done
}

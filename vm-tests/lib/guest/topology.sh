# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Two nodes, each with one pod, and the wire between them. Node A (B mirrored: 192.0.2.2, 10.0.1.10, 10.0.1.200):
#
#       pod-a                                   node-a                                          wire
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
# The router knows 10.0.0.0/24 via 192.0.2.1 and 10.0.1.0/24 via 192.0.2.2, as a cloud's network does. A third node, where a
# scenario has one, is 192.0.2.3, 10.0.2.10, 10.0.2.200.

# With `family 6` all have IPv6 addresses as well: nodes 2001:db8:2::1 and ::2, pods fd00:a::10 and fd00:b::10.

declare -A NODE_ADDRESS POD_ADDRESS INTERNAL_ADDRESS POD_RANGE
FAMILY=4
POD_MTU=1423 # 1500 less what Cilium reserves for IPsec: its pods' routes carry this MTU

# At the top of a scenario: what its probes, programs and pings speak.
family() { # <4|6>
	speak "$1"
	FAMILY=$1
}

# From here on the tables hold the addresses of this family.
# IP is what nft calls it; NODAD is for addresses that need not be asked for before they are used.
# shellcheck disable=SC2034 # read by datapath.sh and canaries.sh
speak() { # <4|6>
	case $1 in
	4)
		NODE_ADDRESS=([node-a]=192.0.2.1 [node-b]=192.0.2.2 [node-c]=192.0.2.3)
		POD_ADDRESS=([node-a]=10.0.0.10 [node-b]=10.0.1.10 [node-c]=10.0.2.10)
		INTERNAL_ADDRESS=([node-a]=10.0.0.200 [node-b]=10.0.1.200 [node-c]=10.0.2.200)
		POD_RANGE=([node-a]=10.0.0.0/24 [node-b]=10.0.1.0/24 [node-c]=10.0.2.0/24)
		ROUTER_ADDRESS=192.0.2.254 POD_GATEWAY=169.254.1.1 LINK_BITS=24 HOST_BITS=32 NODAD='' IP=ip
		;;
	6)
		NODE_ADDRESS=([node-a]=2001:db8:2::1 [node-b]=2001:db8:2::2 [node-c]=2001:db8:2::3)
		POD_ADDRESS=([node-a]=fd00:a::10 [node-b]=fd00:b::10 [node-c]=fd00:c::10)
		INTERNAL_ADDRESS=([node-a]=fd00:a::200 [node-b]=fd00:b::200 [node-c]=fd00:c::200)
		POD_RANGE=([node-a]=fd00:a::/64 [node-b]=fd00:b::/64 [node-c]=fd00:c::/64)
		ROUTER_ADDRESS=2001:db8:2::254 POD_GATEWAY=fe80::1 LINK_BITS=64 HOST_BITS=128 NODAD=nodad IP=ip6
		;;
	*) fail "a family is 4 or 6, not $1" ;;
	esac
}
speak 4

node_namespace() { printf '%s\n' "$1"; }
pod_namespace() { printf 'pod-%s\n' "${1#node-}"; }
wire_namespace() { printf 'wire\n'; }

# Not `ip netns exec`, which takes four times as long under TCG, most of it to mount a /sys that nobody reads. By full path,
# since busybox prefers its own ip and tc.
enter() { # <namespace> <command>...
	hash "$2" || return
	nsenter "--net=/run/netns/$1" "${BASH_CMDS[$2]:-$2}" "${@:3}"
}
in_node() { enter "$1" "${@:2}"; }
in_pod() { enter "pod-${1#node-}" "${@:2}"; }

set_kernel_switches() {
	local without_ipv6=$((FAMILY == 6 ? 0 : 1))
	cat >/tmp/sysctl <<-END
		net.ipv6.conf.all.disable_ipv6=$without_ipv6
		net.ipv6.conf.default.disable_ipv6=$without_ipv6
		net.ipv6.conf.all.forwarding=$((FAMILY == 6))
		net.ipv6.conf.default.accept_dad=0
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
	enter "$1" sysctl -q -p /tmp/sysctl
}

build_wire() {
	local wire
	wire=$(wire_namespace)
	ip netns add "$wire"
	set_kernel_switches "$wire"
	ip -n "$wire" -batch - <<-END
		link set lo up
		link add br0 address 02:00:00:00:02:fe type bridge stp_state 0 forward_delay 0 mcast_snooping 0
		link set br0 up
	END
}

index_of() { case $1 in node-a) echo 1 ;; node-b) echo 2 ;; node-c) echo 3 ;; esac }

# cilium_host and cilium_net share their address because a veth pair without ARP sends to its own.
build_node() { # <node>
	local node=$1 name pod wire index
	name=$(node_namespace "$node") pod=$(pod_namespace "$node") wire=$(wire_namespace) index=$(index_of "$node")
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
		link set eth0 up
		link set cilium_net up
		link set cilium_host up
		link set lxc0 up
	END
	ip -n "$wire" -batch - <<-END
		link set $node master br0
		link set $node up
	END
	ip -n "$pod" -batch - <<-END
		link set lo up
		link set eth0 up
	END
	# An agent's node has it already. Who brings it to a device that is up makes the kernel drop what is being sent just then
	# (qdisc_graft deactivates the device; seen on 6.1).
	in_node "$node" tc qdisc add dev eth0 clsact
}

# Addresses and routes of the family that is spoken.
connect_node() { # <node>
	local node=$1 index
	index=$(index_of "$node")
	ip -n "$(node_namespace "$node")" -batch - <<-END
		address add ${NODE_ADDRESS[$node]}/$LINK_BITS dev eth0 $NODAD
		address add ${INTERNAL_ADDRESS[$node]}/$HOST_BITS dev cilium_host $NODAD
		route add default via $ROUTER_ADDRESS dev eth0
		route add ${POD_ADDRESS[$node]}/$HOST_BITS dev lxc0 scope link
	END
	ip -n "$(wire_namespace)" -batch - <<-END
		route add ${POD_RANGE[$node]} via ${NODE_ADDRESS[$node]} dev br0
	END
	ip -n "$(pod_namespace "$node")" -batch - <<-END
		address add ${POD_ADDRESS[$node]}/$HOST_BITS dev eth0 $NODAD
		route add $POD_GATEWAY/$HOST_BITS dev eth0 scope link
		route add default via $POD_GATEWAY dev eth0 mtu $POD_MTU
		neighbour add $POD_GATEWAY lladdr 02:00:00:0$index:00:01 dev eth0 nud permanent
	END
}

connect_everybody() { # <4|6>
	local node
	speak "$1"
	ip -n "$(wire_namespace)" address add "$ROUTER_ADDRESS/$LINK_BITS" dev br0 ${NODAD:+"$NODAD"}
	for node in "${NODES[@]}"; do connect_node "$node"; done
}

build_topology() {
	local node
	build_wire
	for node in "${NODES[@]}"; do build_node "$node"; done
	connect_everybody 4
	[[ $FAMILY == 4 ]] || connect_everybody "$FAMILY"
	wait_until 5 "the wire to forward" wire_forwards
	for node in "${NODES[@]}"; do start_datapath "$node"; done
	narrate "topology stands"
}

wire_forwards() {
	local peer
	for peer in "${NODES[@]:1}"; do in_node node-a ping -q -c 1 -W 1 "${NODE_ADDRESS[$peer]}" >/dev/null 2>&1 || return; done
}

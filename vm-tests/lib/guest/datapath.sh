# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the agent's BPF programs do to a packet, done with nft. Endpoint programs and host program change at different
# times of an upgrade, so each has its own switch.
#
#   lxc0        endpoint program    marks pod traffic for a peer:  old  identity<<16 | 0x3e00 | the peer   (v1.13.0)
#                                                                  new  node_id<<16  | 0x3e00              (v1.13.1 and later)
#   cilium_net  host program        clears the mark;  rewriting: outer addresses of ESP become the two nodes' (v1.13.0, ENI)
#                                   with an overlay the mark becomes 1, which leads to cilium_vxlan
#   eth0, and   network program     clears the mark of decrypted packets that re-enter, then marks ESP 0xd00, also ESP in UDP
#   cilium_vxlan
#
# Which peer a packet is for, v1.13.0's endpoint program tells its host program beside the packet (in skb->cb). Here the lowest
# byte of the mark says it, which no state, policy or rule looks at.

readonly POD_IDENTITY=0x1234
declare -A OVERLAY=() # <node>: its VXLAN device, where there is one
# As each of its peers allocated it.
declare -rA NODE_ID=([node-a]=0x0a01 [node-b]=0x0b01 [node-c]=0x0c01)

change_rules() { in_node "$1" nft -f -; }

start_datapath() { # <node>
	change_rules "$1" <<-END
		table netdev datapath {
			chain endpoint_program { }
			chain host_program { }
			chain network_program {
				meta mark & 0xf00 == 0xd00 meta l4proto != esp meta mark set 0
				meta l4proto esp meta mark set 0xd00
				udp dport 4500 meta mark set 0xd00
			}
			chain from_pod { type filter hook ingress device lxc0 priority 0; policy accept; jump endpoint_program; }
			chain from_host { type filter hook ingress device cilium_net priority 0; policy accept; jump host_program; }
		}
	END
	hook_network_program "$1"
}

# Also onto an uplink that has come anew: the old one took its chain along.
hook_network_program() { # <node>
	change_rules "$1" <<-END
		add chain netdev datapath from_network { type filter hook ingress device eth0 priority 0; policy accept; }
		add rule netdev datapath from_network jump network_program
	END
}

# ESP in VXLAN: rules and routes as recorded, the pod's MTU less what VXLAN needs. The device has one remote; Cilium's is told
# the remote with each packet.
start_overlay() { # <node>
	local node=$1 peer
	peer=$(peer_of "$node")
	[[ -z ${OVERLAY[$node]:-} ]] || return 0
	OVERLAY[$node]=cilium_vxlan
	ip -n "$(node_namespace "$node")" -batch - <<-END
		link add cilium_vxlan address 02:00:00:0$(index_of "$node"):00:0f type vxlan id 1 dstport 8472 local ${NODE_ADDRESS[$node]} remote ${NODE_ADDRESS[$peer]} nolearning
		link set cilium_vxlan mtu 1450 up
		neighbour add ${INTERNAL_ADDRESS[$peer]} lladdr 02:00:00:0$(index_of "$peer"):00:0f dev cilium_vxlan nud permanent
		rule add pref 5 fwmark 0x1 lookup 201
		route add ${POD_RANGE[$peer]} via ${INTERNAL_ADDRESS[$peer]} dev cilium_vxlan table 201 onlink
		route replace ${POD_RANGE[$peer]} via ${INTERNAL_ADDRESS[$node]} dev cilium_host src ${INTERNAL_ADDRESS[$node]} mtu 1373
	END
	in_node "$node" tc qdisc add dev cilium_vxlan clsact
	change_rules "$node" <<-END
		add chain netdev datapath from_overlay { type filter hook ingress device cilium_vxlan priority 0; policy accept; }
		add rule netdev datapath from_overlay jump network_program
	END
	ip -n "$(pod_namespace "$node")" route change default via "$POD_GATEWAY" dev eth0 mtu 1373
}

# Marks with identity (old) or node ID (new, or the one that is given), and SPI.
endpoint_programs() { # <node|all> <old|new|none|0x<node ID>> [<SPI>]
	local node peer mark low=$((${3:-3} << 12 | 0xe00))
	for node in $(each_node "$1"); do
		{
			printf 'flush chain netdev datapath endpoint_program\n'
			for peer in $(peers_of "$node"); do
				case $2 in
				old) mark=$((POD_IDENTITY << 16 | low | $(index_of "$peer"))) ;;
				new) mark=$((NODE_ID[$peer] << 16 | low)) ;;
				none) break ;;
				0x*) mark=$(($2 << 16 | low)) ;;
				*) fail "endpoint programs are old, new, none or mark a node ID" ;;
				esac
				printf 'add rule netdev datapath endpoint_program %s daddr %s meta mark set %d\n' "$IP" "${POD_RANGE[$peer]}" "$mark"
			done
		} | change_rules "$node"
	done
	narrate "endpoint programs of $1: $2${3:+, SPI $3}"
}

# The uplink's program goes for a moment, and comes back: what arrives meanwhile has no mark. In one process, so that the
# moment is about as long as it is said to be.
network_program_missing() { # <node> <seconds>
	in_node "$1" bash -c '
		nft flush chain netdev datapath from_network
		read -r -t "$1" -u "$2" || true
		nft add rule netdev datapath from_network jump network_program' network_program_missing "$2" "$NEVER_READABLE"
	narrate "the network program of $1 was missing for $2 s"
}

# A rule of a firewall that is nobody's business here: neither the agent's nor ours.
firewall() { # <node> <prerouting|input|forward|output|postrouting> <nft rule>
	change_rules "$1" <<-END
		table inet firewall {
			chain $2 { type filter hook $2 priority 0; policy accept; $3; }
		}
	END
	narrate "firewall of $1, $2: $3"
}

host_programs() { # <node|all> <rewriting|plain>
	local node peer
	[[ $2 == rewriting || $2 == plain ]] || fail "host programs are rewriting or plain"
	for node in $(each_node "$1"); do
		{
			printf 'flush chain netdev datapath host_program\n'
			[[ $2 == plain ]] || for peer in $(peers_of "$node"); do
				printf 'add rule netdev datapath host_program ip protocol esp meta mark & 0xff == %d ip saddr set %s ip daddr set %s\n' \
					"$(index_of "$peer")" "${NODE_ADDRESS[$node]}" "${NODE_ADDRESS[$peer]}"
			done
			printf 'add rule netdev datapath host_program meta mark set %d\n' "${OVERLAY[$node]:+1}"
		} | change_rules "$node"
	done
	narrate "host programs of $1: $2"
}

# All of a release at once, as on nodes that never ran another: XFRM, programs, and an agent that is ready.
fresh_nodes() { # <layout> <release>
	layout all "$1/fresh-$2"
	case $1/$2 in
	*/1.13.0) endpoint_programs all old ;;
	*) endpoint_programs all new ;;
	esac
	case $1/$2 in
	eni-endpoint-routes/1.13.0) host_programs all rewriting ;;
	*) host_programs all plain ;;
	esac
	agent_runs all "$2"
}

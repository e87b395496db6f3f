# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the agent's BPF programs do to a packet, done with nft. Endpoint programs and host program change at different
# times of an upgrade, so each has its own switch.
#
#   lxc0        endpoint program    marks pod traffic for the peer:  old  identity<<16 | 0x3e00   (v1.13.0)
#                                                                    new  node_id<<16  | 0x3e00   (v1.13.1 and later)
#   cilium_net  host program        clears the mark;  rewriting: outer addresses of ESP become the two nodes' (v1.13.0, ENI)
#   eth0        network program     clears the mark of decrypted packets that re-enter, then marks ESP 0xd00

readonly POD_IDENTITY=0x1234
# As each node allocated it for its peer.
declare -rA PEER_NODE_ID=([node-a]=0x0b01 [node-b]=0x0a01)

change_rules() { in_node "$1" nft -f -; }

start_datapath() { # <node>
	change_rules "$1" <<-END
		table netdev datapath {
			chain endpoint_program { }
			chain host_program { }
			chain from_pod { type filter hook ingress device lxc0 priority 0; policy accept; jump endpoint_program; }
			chain from_host { type filter hook ingress device cilium_net priority 0; policy accept; jump host_program; }
			chain from_network {
				type filter hook ingress device eth0 priority 0; policy accept;
				meta mark & 0xf00 == 0xd00 ip protocol != esp meta mark set 0
				ip protocol esp meta mark set 0xd00
			}
		}
	END
}

endpoint_programs() { # <node|all> <old|new|none>
	local node upper
	for node in $(each_node "$1"); do
		case $2 in
		old) upper=$POD_IDENTITY ;;
		new) upper=${PEER_NODE_ID[$node]} ;;
		none) upper='' ;;
		*) fail "endpoint programs are old, new or none" ;;
		esac
		change_rules "$node" <<-END
			flush chain netdev datapath endpoint_program
			${upper:+add rule netdev datapath endpoint_program ip daddr ${POD_RANGE[$(peer_of "$node")]} meta mark set $((upper << 16 | 0x3e00))}
		END
	done
	narrate "endpoint programs of $1: $2"
}

host_programs() { # <node|all> <rewriting|plain>
	local node rewrite
	for node in $(each_node "$1"); do
		case $2 in
		rewriting) rewrite="ip saddr set ${NODE_ADDRESS[$node]} ip daddr set ${NODE_ADDRESS[$(peer_of "$node")]}" ;;
		plain) rewrite='' ;;
		*) fail "host programs are rewriting or plain" ;;
		esac
		change_rules "$node" <<-END
			flush chain netdev datapath host_program
			${rewrite:+add rule netdev datapath host_program ip protocol esp $rewrite}
			add rule netdev datapath host_program meta mark set 0
		END
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

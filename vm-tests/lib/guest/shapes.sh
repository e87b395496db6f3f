# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# IPsec in other shapes than Cilium's: no marks, no programs, states and policies between the nodes' own addresses, as daemons of
# IKE and overlay networks lay them down. Written once for both nodes; each has the states of both directions:
#
#   SPI 0xa1   from node A to node B
#   SPI 0xb1   from node B to node A
# shellcheck disable=SC2034,SC2154,SC2153 # topology.sh's and canaries.sh's

readonly SPI_FROM_A=0xa1 SPI_FROM_B=0xb1
readonly SHAPE_KEY=0x00112233445566778899aabbccddeeff00112233
readonly ESP_CIPHER="aead rfc4106(gcm(aes)) $SHAPE_KEY 128"

# Nodes without Cilium's programs, and an agent that is healthy all the time.
plain_nodes() {
	local node
	for node in "${NODES[@]}"; do in_node "$node" nft delete table netdev datapath; done
	agent_runs all 1.13.2
}

# The protected path leads from node to node, not from pod to pod; there is no control path.
PROBED=pods
probe_nodes() { PROBED=nodes; }

spi_from() { # <node> <SPI from A> <SPI from B>
	if [[ $1 == node-a ]]; then printf '%s\n' "$2"; else printf '%s\n' "$3"; fi
}

# states PROTOCOL MODE REQID [SPI_FROM_A SPI_FROM_B] -- WORD...: on both nodes, for both directions; FROM_POD and TO_POD stand for
# the pods' addresses
states() {
	local node from words protocol=$1 mode=$2 reqid=$3 spi_a=$SPI_FROM_A spi_b=$SPI_FROM_B
	shift 3
	if [[ $1 != -- ]]; then
		spi_a=$1 spi_b=$2
		shift 2
	fi
	shift
	for node in "${NODES[@]}"; do
		for from in "${NODES[@]}"; do
			words=${*//FROM_POD/${POD_ADDRESS[$from]}}
			printf 'xfrm state add src %s dst %s proto %s spi %s reqid %s mode %s %s\n' "${NODE_ADDRESS[$from]}" "${NODE_ADDRESS[$(peer_of "$from")]}" \
				"$protocol" "$(spi_from "$from" "$spi_a" "$spi_b")" "$reqid" "$mode" "${words//TO_POD/${POD_ADDRESS[$(peer_of "$from")]}}"
		done | change_xfrm "$node"
	done
	narrate "states: $protocol $mode reqid $reqid"
}

esp_states() { # <mode> <reqid> [<word>...]
	# Words by intention.
	# shellcheck disable=SC2086
	states esp "$1" "$2" -- $ESP_CIPHER "${@:3}"
}

# What policies are about: between the nodes' addresses or the pods' ranges.
source_of() { if [[ $1 == nodes ]]; then printf '%s\n' "${NODE_ADDRESS[$2]}"; else printf '%s\n' "${POD_RANGE[$2]}"; fi; }

# policies nodes|pods OUT_WORDS IN_WORDS TEMPLATE...: in a template FROM and TO stand for the outer addresses of its direction, and
# OPTIONAL_IN for what makes it optional on the way in (on the way out the kernel allows that for no tunnel)
policies() {
	local node peer direction from to words template optional
	for node in "${NODES[@]}"; do
		peer=$(peer_of "$node")
		for direction in out in fwd; do
			[[ $direction != fwd || $1 == pods ]] || continue
			from=$peer to=$node words=$3 optional='level use'
			[[ $direction != out ]] || from=$node to=$peer words=$2 optional=''
			template=${*:4}
			template=${template//OPTIONAL_IN/$optional}
			template=${template//FROM/${NODE_ADDRESS[$from]}}
			printf 'xfrm policy add src %s dst %s %s dir %s priority 100 %s\n' "$(source_of "$1" "$from")" "$(source_of "$1" "$to")" "$words" \
				"$direction" "${template//TO/${NODE_ADDRESS[$to]}}"
		done | change_xfrm "$node"
	done
}

# Authentication without encryption.
ah_states() { # <mode> <reqid>
	states ah "$1" "$2" 0xa2 0xb2 -- auth-trunc "'hmac(sha1)'" "$SHAPE_KEY" 96
}

# ESP that authenticates and does not encrypt.
null_cipher_states() { # <mode> <reqid>
	states esp "$1" "$2" -- enc "'ecb(cipher_null)'" "''" auth-trunc "'hmac(sha1)'" "$SHAPE_KEY" 96
}

# Between the pods, in tunnel mode between the nodes.
tunnel_policies() { # [<word of the policy>...]
	policies pods "$*" "$*" tmpl src FROM dst TO proto esp reqid 1 mode tunnel
}

# What offloads do to packets between kernels, on both nodes: their devices hand ESP to GRO.
gro_decrypts() {
	local node
	modprobe esp4_offload
	for node in "${NODES[@]}"; do
		in_node "$node" switch-gro eth0 on
		in_wire switch-gro "$node" on
	done
	narrate "GRO decrypts"
}

# hole SELECTOR...: between the nodes' addresses these packets pass in the clear, before all other policies
hole() {
	local node peer
	for node in "${NODES[@]}"; do
		peer=$(peer_of "$node")
		change_xfrm "$node" <<-END
			xfrm policy add src ${NODE_ADDRESS[$node]} dst ${NODE_ADDRESS[$peer]} $* dir out priority 1
			xfrm policy add src ${NODE_ADDRESS[$peer]} dst ${NODE_ADDRESS[$node]} $* dir in priority 1
		END
	done
	narrate "hole: $*"
}

# Some packets from node A to node B itself; nobody need answer.
send_to_b() { # <udp|tcp> <port>
	local time
	for time in 1 2 3; do
		in_node node-a timeout 1 bash -c "echo $time >/dev/$1/${NODE_ADDRESS[node-b]}/$2" 2>/dev/null || true
	done
	narrate "node-a sent to $1 port $2 of node-b"
}

# All states and policies of both nodes go, in an order in which no packet is dropped: who insists on ESP first, then who makes it.
fall_to_clear() {
	local node
	for node in "${NODES[@]}"; do printf 'xfrm policy deleteall dir in\nxfrm policy deleteall dir fwd\n' | change_xfrm "$node"; done
	for node in "${NODES[@]}"; do echo 'xfrm policy flush' | change_xfrm "$node"; done
	let_time_pass 0.1
	for node in "${NODES[@]}"; do echo 'xfrm state flush' | change_xfrm "$node"; done
	narrate "all states and policies are gone"
}

# The state that node B decrypts with.
delete_state_in_of_b() {
	printf 'xfrm state delete src %s dst %s proto esp spi %s\n' "${NODE_ADDRESS[node-a]}" "${NODE_ADDRESS[node-b]}" "$SPI_FROM_A" | change_xfrm node-b
	narrate "the state that node-b decrypts with is deleted"
}

# carry_pods DEVICE MTU: pods' packets take this device, which stands on both nodes
carry_pods() {
	local node peer
	for node in "${NODES[@]}"; do
		peer=$(peer_of "$node")
		in_node "$node" ip link set "$1" mtu "$2" up
		in_node "$node" ip route replace "${POD_RANGE[$peer]}" dev "$1"
		in_pod "$node" ip route replace default via "$POD_GATEWAY" dev eth0 mtu "$2"
	done
	narrate "pods' packets take $1"
}

# On Ethernet each node knows the other's pod as an agent would tell it: to ask for it takes the way that a fault may cut.
know_neighbours() { # <device>
	local node peer address
	for node in "${NODES[@]}"; do
		peer=$(peer_of "$node")
		address=$(in_node "$peer" ip link show dev "$1" | awk '$1 == "link/ether" { print $2 }')
		[[ -z $address ]] || in_node "$node" ip neigh replace "${POD_ADDRESS[$peer]}" lladdr "$address" dev "$1" nud permanent
	done
}

# overlay_device DEVICE KIND WORD...: LOCAL and REMOTE stand for the nodes' addresses
overlay_device() {
	local node peer words
	for node in "${NODES[@]}"; do
		peer=$(peer_of "$node")
		words=${*:3}
		words=${words//LOCAL/${NODE_ADDRESS[$node]}}
		# Words by intention.
		# shellcheck disable=SC2086
		in_node "$node" ip link add "$1" type "$2" ${words//REMOTE/${NODE_ADDRESS[$peer]}}
	done
	carry_pods "$1" 1380
	know_neighbours "$1"
}

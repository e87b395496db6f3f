# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The reflector of the pod on node B stands still, and its socket takes no more than a few requests.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; B: a small receive buffer, reflector stopped
#   pod paths  pass ──────────────────┤ A's requests lost
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-socket node=node-b leg=request 'cause=SOCKET_RCVBUFF at __udp_queue_rcv_skb|SOCKET_RCVBUFF at udp_queue_rcv_one_skb'
truth node-a node-b sometimes stage=receiver-socket node=node-b leg=request
expect verdict node-a not-recovered
expect lost node-b encrypted =0
expect counters-unmoved
expect no-xfrm-blame
expect no-finding diagnosis

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_reflector_with_small_buffer node-b
	kill -STOP "${REFLECTOR_PIDS[2]}"
	let_time_pass 0.8
	interrupt_canary all
}

# A socket takes at most twice net.core.rmem_max when it is opened; the limit is of the whole machine.
replace_reflector_with_small_buffer() { # <node>
	local most
	most=$(cat /proc/sys/net/core/rmem_max)
	kill "${REFLECTOR_PIDS[2]}"
	wait "${REFLECTOR_PIDS[2]}" || true
	printf '2304\n' >/proc/sys/net/core/rmem_max
	nsenter "--net=/run/netns/$(pod_namespace "$1")" xfrm-canary reflect --local "${POD_ADDRESS[$1]}" &
	REFLECTOR_PIDS[2]=$!
	wait_until 20 "the reflector to listen again" reflectors_listen
	printf '%s\n' "$most" >/proc/sys/net/core/rmem_max
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Background traffic between the pods: what no probe sees is seen by it. It must not pass while counters are compared, so it
# is started after the canaries and stopped before they end.
declare -A TRAFFIC_PIDS=()

# traffic <node> start [<packets a second>]: from this node's pod to the other one's. traffic <node> stop
traffic() {
	local node=$1 peer part
	peer=$(peer_of "$1")
	case $2 in
	start)
		ip netns exec "$(pod_namespace "$peer")" udp-traffic "${POD_ADDRESS[$peer]}" "${POD_ADDRESS[$node]}" 0 &
		TRAFFIC_PIDS[$node taker]=$!
		wait_until 5 "somebody to take $node's traffic" takes_traffic "$peer"
		# Ahead of whatever else wants the CPU: a gap must not pass while the sender waits for its turn.
		ip netns exec "$(pod_namespace "$node")" chrt -f 30 udp-traffic "${POD_ADDRESS[$node]}" "${POD_ADDRESS[$peer]}" "${3:-1000}" &
		TRAFFIC_PIDS[$node sender]=$!
		narrate "traffic from $node: ${3:-1000} packets a second"
		;;
	stop)
		for part in sender taker; do
			kill -KILL "${TRAFFIC_PIDS[$node $part]}"
			wait "${TRAFFIC_PIDS[$node $part]}" 2>/dev/null || true
			unset "TRAFFIC_PIDS[$node $part]"
		done
		narrate "traffic from $node ended"
		;;
	*) fail "traffic is started or stopped" ;;
	esac
}

takes_traffic() { in_pod "$1" grep -q ':2328 ' /proc/net/udp; } # port 9000

# For finish_canaries: whoever forgot to stop it would see counters that move while they are read.
require_no_traffic() { ((${#TRAFFIC_PIDS[@]} == 0)) || fail "traffic goes on when the canaries end: ${!TRAFFIC_PIDS[*]}"; }

# stranger <node> start [<packets a second>]: ESP of an SPI that nobody knows, from the wire's own address. stranger <node> stop
stranger() {
	case $2 in
	start)
		nsenter "--net=/run/netns/$(wire_namespace)" chrt -f 20 stranger-esp "${NODE_ADDRESS[$1]}" "${3:-1500}" &
		TRAFFIC_PIDS[$1 stranger]=$!
		narrate "a stranger sends $1 ${3:-1500} packets a second"
		;;
	stop)
		kill -KILL "${TRAFFIC_PIDS[$1 stranger]}"
		wait "${TRAFFIC_PIDS[$1 stranger]}" 2>/dev/null || true
		unset "TRAFFIC_PIDS[$1 stranger]"
		narrate "the stranger of $1 ended"
		;;
	*) fail "a stranger starts or stops" ;;
	esac
}

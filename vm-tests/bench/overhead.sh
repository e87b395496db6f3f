# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Measures what an ESP packet costs with different things attached. Played by scripts/bench-overhead, which reads costs.tsv:
# lines "<shape> <what is attached> <instructions a packet>". Two shapes, and in both nothing else: no marks, no filter rules, no
# bridge. Whatever stood between them would make our share look smaller.
#
# pods: a packet from pod to pod, forwarded by both nodes
#   bench.pod-a           bench.a                                                  bench.b           bench.pod-b       bench.c
#   eth0 10.9.0.1 ── pod0 (forwards) eth0 192.0.2.1 ═══ ESP ═══ 192.0.2.2 eth0 (forwards) pod0 ── 10.9.1.1 eth0       eth0 (idle)
#
# bare: the nodes themselves send and receive
#                         bench.a                                                  bench.b                             bench.c
#                10.9.0.1 lo      eth0 192.0.2.1 ═══ ESP ═══ 192.0.2.2 eth0      lo 10.9.1.1                          eth0 (idle)

time_limit 760
readonly SHAPES=(pods bare)
readonly WARM_UP=200 PACKETS=3000 REPEATS=3

node() { printf '/run/netns/bench.%s\n' "$1"; }

build_pod() { # <a|b> <its address>
	ip link add eth0 netns "bench.pod-$1" type veth peer name pod0 netns "bench.$1"
	ip -n "bench.$1" -batch - <<-END
		link set pod0 up
		address add 169.254.1.1/32 dev pod0
		route add $2/32 dev pod0 scope link
		neighbour add $2 lladdr $(in_bench "pod-$1" cat /sys/class/net/eth0/address) dev pod0 nud permanent
	END
	ip -n "bench.pod-$1" -batch - <<-END
		address add $2/32 dev eth0
		link set eth0 up
		route add 169.254.1.1/32 dev eth0 scope link
		route add default via 169.254.1.1 dev eth0
		neighbour add 169.254.1.1 lladdr $(in_bench "$1" cat /sys/class/net/pod0/address) dev eth0 nud permanent
	END
}

in_bench() {
	local namespace=bench.$1
	shift
	ip netns exec "$namespace" "$@"
}

build_bench_node() { # <a|b> <own outer> <own inner> <peer's outer> <peer's inner> <peer's link address>
	local name=bench.$1 received=fwd key='0x00112233445566778899aabbccddeeff00112233'
	[[ $SHAPE == pods ]] || received=in
	ip -n "$name" -batch - <<-END
		address add $2/24 dev eth0
		link set eth0 up
		neighbour add $4 lladdr $6 dev eth0 nud permanent
		route add $5/32 via $4 dev eth0
		xfrm state add src $2 dst $4 proto esp spi 0x3 reqid 1 mode tunnel aead rfc4106(gcm(aes)) $key 128
		xfrm state add src $4 dst $2 proto esp spi 0x3 reqid 1 mode tunnel aead rfc4106(gcm(aes)) $key 128
		xfrm policy add src $3/32 dst $5/32 dir out tmpl src $2 dst $4 proto esp spi 0x3 reqid 1 mode tunnel
		xfrm policy add src $5/32 dst $3/32 dir $received tmpl src $4 dst $2 proto esp reqid 1 mode tunnel
	END
	if [[ $SHAPE == pods ]]; then
		build_pod "$1" "$3"
	else
		ip -n "$name" address add "$3/32" dev lo
	fi
}

list_bench_namespaces() {
	printf '%s\n' a b c
	[[ $SHAPE != pods ]] || printf '%s\n' pod-a pod-b
}

build_bench_nodes() {
	local name
	for name in $(list_bench_namespaces); do
		ip netns add "bench.$name"
		ip -n "bench.$name" link set lo up
		set_kernel_switches "bench.$name"
	done
	ip link add eth0 netns bench.a address 02:00:00:00:09:01 type veth peer name eth0 netns bench.b address 02:00:00:00:09:02
	ip link add eth0 netns bench.c type dummy
	ip -n bench.c link set eth0 up
	build_bench_node a 192.0.2.1 10.9.0.1 192.0.2.2 10.9.1.1 02:00:00:00:09:02
	build_bench_node b 192.0.2.2 10.9.1.1 192.0.2.1 10.9.0.1 02:00:00:00:09:01
}

remove_bench_nodes() {
	local name
	for name in $(list_bench_namespaces); do ip netns del "bench.$name"; done
}

# To the host, which repeats it.
announce() { printf 'vm-tests: %s\n' "$*" >/dev/console; }

measure() { # <what is attached>
	local attempt cost ends=(a b)
	[[ $SHAPE != pods ]] || ends=(pod-a pod-b)
	for ((attempt = 0; attempt < REPEATS; attempt++)); do
		cost=$(packet-cost "$(node "${ends[0]}")" 10.9.0.1 "$(node "${ends[1]}")" 10.9.1.1 $WARM_UP $PACKETS) || fail "packets with $1 attached did not all arrive"
		printf '%s\t%s\t%s\n' "$SHAPE" "$1" "$cost" >>"$RESULTS/costs.tsv"
		announce "$SHAPE, $1: $cost instructions"
	done
}

says() { grep -q "$1" "$2" 2>/dev/null; }

# measure_with <what> <file that tells> <text that tells that it is attached> <command>...
measure_with() {
	local what=$1 file=$2 text=$3 output=$RESULTS/$SHAPE-$1 pid
	shift 3
	"$@" >"$output.txt" 2>"$output.progress" &
	pid=$!
	wait_until 60 "$what to be attached" says "$text" "$output.$file"
	measure "$what"
	kill -TERM "$pid"
	wait "$pid" || true
}

remove_qdiscs() { # clsact filters do not end with their process
	local name
	for name in a b c; do tc -n "bench.$name" qdisc del dev eth0 clsact 2>/dev/null || true; done
}

measure_empty_programs() { # <node>
	measure_with "empty-$1" txt '^attached' ip netns exec "bench.$1" attach-empty-programs eth0
	remove_qdiscs
}

# Probes go to its own loopback, once an hour: none is sent while packets are measured.
measure_canary() { # <node>
	measure_with "canary-$1" progress 'phase settling' ip netns exec "bench.$1" xfrm-canary verify --node "$1" --uplink eth0 \
		--peer other=127.0.0.1 --agent none --after --settle 1h --interval 1h --no-reflector --json "$RESULTS/$SHAPE-canary-$1.json"
	remove_qdiscs
}

measure_bpftrace() {
	measure_with bpftrace txt '^attached' bpftrace /vm-tests/bench/count_everything.bt
}

measure_shape() {
	local name
	announce "$SHAPE: building nodes"
	build_bench_nodes
	measure first
	measure nothing
	for name in a b c; do measure_empty_programs "$name"; done
	measure nothing
	for name in a b c; do measure_canary "$name"; done
	measure nothing
	measure_bpftrace
	measure nothing
	remove_bench_nodes
}

play() {
	mount -t debugfs debugfs /sys/kernel/debug # bpftrace looks there
	for SHAPE in "${SHAPES[@]}"; do measure_shape; done
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What can be wrong on a node: each is one clear sentence with the way out, and the exit code of the design.
#
#   a row of `play`: exit code, what the sentence must name, the options that are wrong

declare -a WRONG=(--node node-a --peer node-b=10.0.1.10 --agent none --after --settle 1s --no-reflector)

# refuses <exit code> <words of the sentence> <command>...
refuses() {
	local expected=$1 words=$2 said code=0
	shift 2
	said=$("$@" 2>&1 >/dev/null) || code=$?
	narrate "exit $code: $said"
	((code == expected)) || fail "exit code $code instead of $expected: $said"
	[[ $said == *"$words"* ]] || fail "the sentence does not name '$words': $said"
	[[ $said != *$'\n'* ]] || fail "more than one sentence: $said"
}

wrong() { ip netns exec "$(node_namespace node-a)" xfrm-canary verify "${WRONG[@]}" "$@"; }

play() {
	local lost=0 told
	fresh_nodes cluster-pool-native 1.13.2
	refuses 3 "--uplink: device 'eth9' does not exist" wrong --uplink eth9
	refuses 3 "--overlay: device 'eth9' does not exist" wrong --uplink eth0 --overlay eth9
	refuses 3 'the kernel has no BTF' wrong --uplink eth0 --without btf
	refuses 3 'neither tracing programs nor kprobes' wrong --uplink eth0 --without fentry,kprobe
	refuses 3 'agent' ip netns exec "$(node_namespace node-a)" xfrm-canary verify --node node-a --uplink eth0 \
		--peer node-b=10.0.1.10 --no-reflector --agent cilium:/run/no-such-agent.sock
	refuses 2 '/dev/null' wrong --uplink eth0 --probe-netns /dev/null
	refuses 3 '/dev/full' wrong --uplink eth0 --record /dev/full

	# Of 64 uplinks one is missing, most have no address, and the overlay is of another kind: each is told, and the rest goes on.
	printf 'link add up%d up type dummy\n' {1..62} | in_node node-a ip -batch -
	# shellcheck disable=SC2046 # words by intention
	wrong --uplink eth0 --uplink eth9 $(printf -- '--uplink up%d ' {1..62}) --overlay cilium_host >"$RESULTS/many-uplinks.txt" 2>/dev/null || lost=$?
	((lost == 1)) || fail "64 uplinks gave exit code $lost instead of 1"
	told=$(tr -s ' \n' ' ' <"$RESULTS/many-uplinks.txt")
	[[ $told == *' and 60 more; there is no eth9; cilium_host is no VXLAN device but of kind veth, so ESP in it is not seen'* ]] || fail "not told: ${told##*observed with}"

	# One of two vanishes while it is watched.
	lost=0
	ip netns exec "$(node_namespace node-a)" xfrm-canary verify "${WRONG[@]/1s/4s}" --uplink eth0 --uplink up1 >"$RESULTS/vanished.txt" 2>"$RESULTS/vanished-progress.txt" &
	wait_until 60 'the canary to settle' grep -q 'phase settling' "$RESULTS/vanished-progress.txt"
	in_node node-a ip link delete up1
	wait $! || lost=$?
	((lost == 1)) || fail "an uplink that vanished gave exit code $lost instead of 1"
	told=$(tr -s ' \n' ' ' <"$RESULTS/vanished.txt")
	[[ $told == *'eth0 (named by --uplink); there is no up1'* ]] || fail "not told: ${told##*observed with}"

	# A peer that never answers is no bad input but a verdict.
	lost=0
	wrong --uplink eth0 --peer node-b=10.0.1.77 --json "$RESULTS/silent-peer.json" >/dev/null 2>&1 || lost=$?
	((lost == 1)) || fail "a peer that never answers gave exit code $lost instead of 1"
}

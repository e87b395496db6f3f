# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Scenarios whose `play` begins with the same fresh nodes and the same canaries share that beginning: it is played once, the host
# saves the VM, and each of them goes on in a copy. A set-up is a file that the host wrote of what they have in common:
#
#   canary_options all --after --settle 60s      words of their tops, as they stand there
#   begins_with cluster-pool-native 1.13.2       what they make their nodes with

SETUP='' # what the nodes of this VM were made with before the scenario was known, if they were
begins_with() { SETUP=$*; } # <layout> <release>

# Whatever the words of a set-up set.
describe_declared() { declare -p CANARY_OPTIONS FAMILY STATE_WORDS NODES; }

forget_declared() {
	CANARY_OPTIONS=() STATE_WORDS='' FAMILY=4 NODES=(node-a node-b)
	speak 4
}

prepare_setup() { # <name>
	# shellcheck source=/dev/null
	source "$HOME_OF_TESTS/setups/$1"
	build_topology
	# Words by intention.
	# shellcheck disable=SC2086
	fresh_nodes $SETUP
	start_canaries
}

# Ahead of everybody else and without a pause, so that nothing happens between the saving of the VM and the story.
await_order_to_play() { # sets scenario
	chrt -f -p 60 $$
	printf 'prepared\n' >&"$ORDERS"
	until read -r -t 0 -u "$ORDERS"; do :; done
	# shellcheck disable=SC2034
	read -r _ scenario <&"$ORDERS"
	chrt -o -p 0 $$
}

# Where a set-up stands, it is what the scenario asks for: the host has said so, and here it is proved.
# shellcheck disable=SC2317 # the scenario calls what it defines
go_on_from_setup() { # <what described it>
	[[ $(describe_declared) == "$1" ]] || fail "this set-up is another one than the scenario's: $1"
	fresh_nodes() { [[ $* == "$SETUP" ]] || fail "these nodes were made with $SETUP, and the scenario wants $*"; }
	start_canaries() { narrate 'the scenario goes on from here'; }
}

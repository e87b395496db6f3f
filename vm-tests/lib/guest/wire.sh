# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Loss on the wire: before the bridge decides, so that routed and bridged packets are lost alike.

in_wire() { enter "$(wire_namespace)" "$@"; }

# wire_loses every-100th 'ip protocol esp' | wire_loses all 'ip protocol { esp, udp }' | wire_loses none
wire_loses() {
	local condition verdict
	case $1 in
	none)
		in_wire nft delete table bridge wire
		narrate "the wire is whole again"
		return
		;;
	all) condition='' ;;
	every-*)
		condition=${1#every-}
		condition="numgen inc mod ${condition%%[!0-9]*} 0"
		;;
	*) fail "the wire loses all, none or every-<n>th" ;;
	esac
	verdict="${2:-ip protocol { esp, udp \}} $condition counter drop"
	in_wire nft -f - <<-END
		table bridge wire {
			chain loss { type filter hook prerouting priority -300; policy accept; $verdict; }
		}
	END
	narrate "the wire loses $1 of ${2:-ESP and UDP}"
}

count_wire_losses() { in_wire nft list table bridge wire; }

wire_carries_it() { [[ $(in_wire nft list table bridge watch) == *'packets '[1-9]* ]]; }

# So that a scenario cannot pass with packets of another kind than it is about.
await_on_wire() { # <nft match>
	in_wire nft -f - <<-END
		table bridge watch {
			chain seen { type filter hook prerouting priority -301; policy accept; $1 counter; }
		}
	END
	wait_until 10 "the wire to carry: $1" wire_carries_it
	in_wire nft delete table bridge watch
	narrate "the wire carries: $1"
}

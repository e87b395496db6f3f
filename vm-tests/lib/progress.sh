# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the guests announce, told to a person: one changing line on a terminal, plain lines elsewhere.

show_progress() { # <kernel name> <announcement>
	if [[ -t 2 ]]; then
		printf '\r\033[K%s: %s' "$1" "$2" >&2
	else
		say "$1: $2"
	fi
}

end_progress() { [[ ! -t 2 ]] || printf '\r\033[K' >&2; }

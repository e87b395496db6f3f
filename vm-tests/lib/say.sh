# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Words to the person who runs the tests. Exit codes: 0, 1, 2 (usage), 69 (no VM).

readonly EXIT_USAGE=2 EXIT_NO_VM=69

say() { printf '%s\n' "$*" >&2; }

die_usage() {
	say "vm-tests/run: $*"
	say "vm-tests/run --help tells more."
	exit "$EXIT_USAGE"
}

die_no_vm() {
	say "vm-tests/run: $*"
	exit "$EXIT_NO_VM"
}

require_commands() {
	local command missing=()
	for command in "$@"; do
		command -v "$command" >/dev/null || missing+=("$command")
	done
	((${#missing[@]} == 0)) || die_no_vm "commands are missing: ${missing[*]}; install: apt-get install -y $VM_TEST_PACKAGES"
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Scenario files as the host sees them: where they are, what they say at the top, what they expect.

find_all_scenarios() {
	local file
	for file in "$VM_TESTS"/scenarios/*.sh; do basename "$file" .sh; done
}

# The first sentence after the licence line.
describe_scenario() {
	sed -n '2,$ { /^# shellcheck/d; s/^# //p; /^#$/q; /^[^#]/q }' "$1" | tr '\n' ' ' | sed -E 's/\. .*/./; s/ +$//'
}

list_scenarios() {
	local name
	for name in $(find_all_scenarios); do
		printf '%-42s %s\n' "$name" "$(describe_scenario "$VM_TESTS/scenarios/$name.sh")"
	done
}

resolve_scenarios() { # <name or path>...
	local scenario
	for scenario in "$@"; do
		if [[ -r $VM_TESTS/scenarios/$scenario.sh ]]; then
			printf '%s\n' "$VM_TESTS/scenarios/$scenario.sh"
		elif [[ -r $scenario && -f $scenario ]]; then
			bash -n "$scenario" || die_usage "'$scenario' is not bash"
			readlink -f "$scenario"
		else
			die_usage "no scenario '$scenario' in vm-tests/scenarios, and no such file"
		fi
	done
}

name_of() { basename "$1" .sh; }

# One expectation per line, words as the scenario wrote them. The file only declares; nothing of it is run here.
read_expectations() { # <file>
	# shellcheck disable=SC2016
	bash -c 'expect() { local IFS=$'"'\\t'"'; printf "%s\n" "$*"; }
		canary_options() { :; }
		source "$1"' read_expectations "$1"
}

uses_canaries() { # <file>
	bash -c 'expect() { :; }
		canary_options() { :; }
		source "$1"
		[[ $(declare -f play) == *start_canaries* ]]' uses_canaries "$1"
}

any_needs_canary() {
	local file
	for file in "$@"; do
		if uses_canaries "$file"; then return 0; fi
	done
	return 1
}

clear_results() { # <directory> <file>...
	local directory=$1 file
	shift
	for file in "$@"; do rm -rf "${directory:?}/$(name_of "$file")"; done
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Scenario files as the host sees them: where they are, what they say at the top, what they expect.

find_all_scenarios() {
	local file
	for file in "$VM_TESTS"/scenarios/*.sh; do basename "$file" .sh; done
}

# The first sentence after the licence line.
describe_scenario() {
	sed -n '2,$ { /^# shellcheck/d; /^#$/q; /^[^#]/q; s/^# //p }' "$1" | tr '\n' ' ' | sed -E 's/\. .*/./; s/ +$//'
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

# Words at the top of a scenario. The file only declares; nothing of it is run on the host.
readonly DECLARING_WORDS='expect truth blind canary_options family nodes states_have time_limit'

source_scenario() { # <file> <bash before it> [<bash after it>]
	# shellcheck disable=SC2016
	bash -c 'for word in $1; do eval "$word() { ! declare -F on_$word >/dev/null || on_$word \"\$@\"; }"; done
		eval "$3"
		source "$2"
		eval "${4:-}"' source_scenario "$DECLARING_WORDS" "$@"
}

# The file, and those that it sources, as one builds upon another.
list_sourced() { # <file>
	# shellcheck disable=SC2016
	source_scenario "$1" 'source() { readlink -f "$1"; builtin source "$1"; }'
}

# What the file declares with a word, one declaration per line, its words as the scenario wrote them and tabs between.
read_declarations() { # <word> <file>
	source_scenario "$2" "on_$1() { local IFS=\$'\\t'; printf '%s\\n' \"\$*\"; }"
}

readonly SECONDS_PER_SCENARIO=180 # where a scenario does not say, as in guest/play_scenario

time_limit_of() { # <file>
	local declared
	declared=$(read_declarations time_limit "$1" | tail -n 1)
	printf '%d\n' "${declared:-$SECONDS_PER_SCENARIO}"
}

is_blind() { # <node> <file>
	read_declarations blind "$2" | grep -qx "$1"
}

somebody_is_blind() { [[ -n $(read_declarations blind "$1") ]]; } # <file>

uses_canaries() { # <file>
	source_scenario "$1" '' '[[ $(declare -f play) == *start_canaries* ]]'
}

any_needs_canary() {
	local file
	for file in "$@"; do
		if source_scenario "$file" '' '[[ $(declare -f) =~ start_canaries|run_canary|start_daemon|xfrm-canary ]]'; then return 0; fi
	done
	return 1
}

clear_results() { # <directory> <file>...
	local directory=$1 file
	shift
	for file in "$@"; do rm -rf "${directory:?}/$(name_of "$file")"; done
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The table at the end, and the exit code.

compare_scenario() { # <kernel> <scenario file>; prints pass or fail, keeps the checks in checks.tsv
	RESULT=$OUT/$1/$(name_of "$2")
	mkdir -p "$RESULT"
	{
		found "scenario played to" "its end" "$(explain_end)"
		if played_to_its_end; then
			if uses_canaries "$2"; then merge_reports; fi
			check_invariants "$2"
			check_expectations "$2"
			if uses_canaries "$2"; then check_truth "$2"; fi
		fi
	} >"$RESULT/checks.tsv" 2>"$RESULT/checks.log" || found "the comparison itself" ended "$(tail -n 1 "$RESULT/checks.log")" >>"$RESULT/checks.tsv"
	if grep -q '^differs' "$RESULT/checks.tsv"; then echo fail; else echo pass; fi
}

read_duration() { # <kernel> <scenario name>
	awk -F '\t' -v name="$2" '$1 == name { printf "%.1f s", $2 / 1000 }' "$OUT/$1/durations.tsv"
}

print_row() { # <kernel> <outcome> <scenario name>
	local colour='' end=''
	if [[ -t 1 ]]; then
		[[ $2 == pass ]] && colour=$'\033[32m' || colour=$'\033[31m'
		end=$'\033[0m'
	fi
	printf '%s%-5s%s %-8s %-42s %8s   %s\n' "$colour" "$2" "$end" "$1" "$3" "$(read_duration "$1" "$3")" "$(count_checks)"
}

count_checks() { printf '%d checks\n' "$(wc -l <"$RESULT/checks.tsv")"; }

# After the table: whoever reads the end of a log reads what went wrong.
print_differences() { # <kernel> <scenario file>
	RESULT=$OUT/$1/$(name_of "$2")
	printf '%s, kernel %s:\n' "$(name_of "$2")" "$1"
	awk -F '\t' '$1 == "differs" { printf "        %s\n          expected  %s\n          found     %s\n", $2, $3 == "" ? "(nothing)" : $3, $4 == "" ? "(nothing)" : $4 }' "$RESULT/checks.tsv"
}

# DIFFERING: kernel and scenario file of each that differs, one after the other.
compare_everything() { # sets PASSED, FAILED, DIFFERING, NO_VM
	local name file outcome i
	DIFFERING=()
	PASSED=0 FAILED=0 NO_VM=''
	for name in "${KERNELS[@]}"; do
		if ((${STATUS_OF[$name]} == EXIT_NO_VM)); then
			NO_VM=yes
			FAILED=$((FAILED + ${#FILES[@]}))
			printf '%-5s %-8s %s\n' fail "$name" "the VM did not boot"
			continue
		fi
		for file in "${FILES[@]}"; do
			outcome=$(compare_scenario "$name" "$file")
			RESULT=$OUT/$name/$(name_of "$file")
			print_row "$name" "$outcome" "$(name_of "$file")"
			if [[ $outcome == pass ]]; then
				PASSED=$((PASSED + 1))
			else
				FAILED=$((FAILED + 1))
				DIFFERING+=("$name" "$file")
			fi
		done
	done
	for ((i = 0; i < ${#DIFFERING[@]}; i += 2)); do print_differences "${DIFFERING[@]:i:2}"; done
}

PLAYED_AGAIN=0 # of those that passed: when they were played again
conclude() { # exits
	say "results: $OUT"
	((PLAYED_AGAIN == 0)) || printf '%d of those passed only when played again, alone: %s/again\n' "$PLAYED_AGAIN" "$OUT"
	printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
	[[ -z $NO_VM ]] || exit "$EXIT_NO_VM"
	((FAILED == 0)) || exit 1
}

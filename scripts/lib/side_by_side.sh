# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Two judgements beside each other.

readonly COLUMN_WIDTH=44

print_column() { # <results of a scenario> <title>
	printf '%s\n%s\n' "$2" "${2//?/=}"
	jq -r -f scripts/lib/side_by_side.jq "$1/report-merged.json"
}

print_side_by_side() { # <results> <title> <results> <title>
	local left right
	printf '\n'
	while IFS=$'\x1f' read -r left right; do
		printf "%-${COLUMN_WIDTH}s | %s\n" "$left" "$right"
	done < <(paste -d $'\x1f' <(print_column "$1" "$2") <(print_column "$3" "$4"))
}

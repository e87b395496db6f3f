# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The proof: scenario x kernel, what became of every lost probe, and whether the kernel's own counters agree. As a table, as
# matrix.json, and (lib/catalogue.sh) as a document.

# One scenario on one kernel. Those without canaries have no probes to lose.
describe_result() { # <kernel> <scenario file>
	local outcome=fail ledger=null invariant=null truth='{}'
	RESULT=$OUT/$1/$(name_of "$2")
	if grep -qs "^ok" "$RESULT/checks.tsv" && ! grep -q "^differs" "$RESULT/checks.tsv"; then outcome=pass; fi
	if uses_canaries "$2"; then
		ledger=$(hold_all '(packets counted on|ledger of) ')
		invariant=$(hold_all 'drops of node-[ab] ')
		[[ ! -s $RESULT/truth.json ]] || truth=$(<"$RESULT/truth.json")
	fi
	jq -n --arg kernel "$1" --arg scenario "$(name_of "$2")" --arg outcome "$outcome" --argjson truth "$truth" \
		--argjson ledger "$ledger" --argjson invariant "$invariant" \
		'{$scenario, $kernel, $outcome} + ($truth | {lost, right, wrong, unattributed, blind}) + {ledger_exact: $ledger, invariant_exact: $invariant}'
}

# Checks whose claims begin so: there are some, and all hold.
hold_all() { # <extended regular expression>
	if grep -qE "^ok	$1" "$RESULT/checks.tsv" && ! grep -qE "^differs	$1" "$RESULT/checks.tsv"; then echo true; else echo false; fi
}

write_matrix() {
	local name file
	for name in "${KERNELS[@]}"; do
		for file in "${FILES[@]}"; do describe_result "$name" "$file"; done
	done | jq -s '{schema: "xfrm-canary/matrix/1", kernels: (map(.kernel) | unique), results: .}' >"$OUT/matrix.json"
}

print_matrix() {
	local row='%-48s %-8s %6s %6s %6s %12s  %-8s %-9s\n'
	# shellcheck disable=SC2059 # the same for all rows
	printf "$row" scenario kernel lost right wrong unattributed ledger invariant
	jq -r 'def word(yes; no): if . == null then "-" elif . then yes else no end;
		.results[] | [.scenario, .kernel, (.lost, .right, .wrong, .unattributed | . // "-"), (.ledger_exact | word("exact"; "differs")),
			(.invariant_exact | word("exact"; "differs"))] | map(tostring) | join("\t")' "$OUT/matrix.json" |
		while IFS=$'\t' read -r -a cells; do
			# shellcheck disable=SC2059
			printf "$row" "${cells[@]}"
		done
	jq -r '.results | "lost \(map(.lost) | add // 0), right \(map(.right) | add // 0), wrong \(map(.wrong) | add // 0), unattributed \(map(.unattributed) | add // 0)"' "$OUT/matrix.json"
}

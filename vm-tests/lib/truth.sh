# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The ground truth that a scenario declares, held against every single lost probe of the merged report. What no `truth` line
# speaks of may not be lost.
#
#   truth FROM TO [sometimes] KEY=VALUE...    a lost probe of that path dies so; at least one does, unless `sometimes`
#   blind NODE                                the scenario takes NODE's sight: its report must say so, and then some lost
#                                             probes may be unattributed

readonly TRUTH_KEYS='["kind","family","stage","node","leg","cause","spi","outer"]'

# One row per line of the file, one row per fate of the report. `kind` is encrypted where a line does not say otherwise, and
# VALUE may be several: cause=NO_SOCKET|SOCKET_FILTER, for what kernels name differently.
readonly WEIGH_FATES='
	def lines: split("\n") | map(select(. != "") | split("\t"));
	def condition: capture("^(?<key>[^=]+)=(?<value>.*)$") // {key: ., value: ""};
	def is_so($fate): . as $line | $fate.path == $line.path and all($line.conditions[];
		.key as $key | .value | split("|") | any(. == ($fate[$key] // "none" | tostring)));
	def count: map(.count) | add // 0;
	def texts: map(.text) | unique;
	($truth | lines | map({
		text: join(" "), path: "\(.[0]) \(.[1])", sometimes: (.[2] == "sometimes"),
		conditions: (.[2:] - ["sometimes"] | map(condition) | if any(.key == "kind") then . else . + [{key: "kind", value: "encrypted"}] end)
	})) as $declared
	| [.paths[] | . as $path | .outages[].fates[] | . + {path: "\($path.local) \($path.remote)", kind: $path.kind, family: $path.family,
		text: "\($path.local) \($path.remote) \($path.kind) \(.stage) \(.node) \(.leg) \(.cause // "none") \(.spi // "none")"}
		| . as $fate | . + {right: any($declared[]; is_so($fate))}] as $fates
	| ($blind | lines | map(.[0])) as $blind
	| {
		lost: ([.paths[].probes.lost] | add // 0),
		right: ($fates | map(select(.right)) | count),
		wrong: ($fates | map(select(.right | not)) | count),
		unattributed: ([.paths[].outages[].unattributed] | add // 0),
		unbalanced: ([.ledger[].unbalanced | fabs] | add // 0),
		wrong_fates: ($fates | map(select(.right | not)) | texts),
		unmet: ($declared | map(select(.sometimes | not) | . as $line | select(any($fates[]; . as $fate | $line | is_so($fate)) | not)) | texts),
		unknown_keys: ($declared | map(.conditions[].key) | unique - $keys),
		blind: $blind,
		not_blind: ($blind - [.observer.blind_spans[].node])
	}'

weigh_fates() { # <scenario file>; writes truth.json
	query report-merged.json --arg truth "$(read_declarations truth "$1")" --arg blind "$(read_declarations blind "$1")" \
		--argjson keys "$TRUTH_KEYS" "$WEIGH_FATES" >"$RESULT/truth.json"
}

check_truth() { # <scenario file>
	weigh_fates "$1"
	found "keys that no fate has" '' "$(query truth.json '.unknown_keys | join(", ")')"
	found "lost probes are right, wrong or unattributed" 0 "$(query truth.json '.lost - .right - .wrong - .unattributed')"
	found "lost probes attributed wrong" '' "$(query truth.json '.wrong_fates | join("; ")')"
	found "declared, but no probe was lost so" '' "$(query truth.json '.unmet | join("; ")')"
	found "nodes that were to be blind, and saw everything" '' "$(query truth.json '.not_blind | join(", ")')"
	found "unattributed losses with nobody blind" 0 "$(query truth.json 'if (.blind | length) > 0 then 0 else .unattributed end')"
}

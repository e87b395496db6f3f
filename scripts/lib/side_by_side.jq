# SPDX-License-Identifier: Apache-2.0
# report-merged.json -> the lines of one column of the demo: what a newcomer wants to know of an upgrade.
def seconds: . / 1e9 * 100 | round / 100 | "\(.) s";
def verdict_in_words:
  {"unaffected": "UNAFFECTED", "recovered": "RECOVERED", "not-recovered": "NOT RECOVERED", "inconclusive": "INCONCLUSIVE"}[.];
def relative: if . < 0 then "\(-. | seconds) before" else "\(. | seconds) after" end;

def place:
  if .stage == "sender-uplink" then
    "encrypted by \(.node), SPI \(.spi),", "  \(.outer);", "  never left the uplink"
  elif .cause then "dropped by \(.node) at \(.stage),", "  \(.cause)"
  else "lost at \(.stage), seen from \(.node)" end;

def fates: [.outages[].fates[]] | group_by([.stage, .node, .cause, .spi, .outer])
  | map(.[0] + {count: (map(.count) | add)}) | sort_by(-.count);

def path_lines:
  "", "\(.local) -> \(.remote)",
  "  \(.probes.sent) probes: \(.probes.answered) answered, \(if .probes.late > 0 then "\(.probes.late) late, " else "" end)\(.probes.lost) lost",
  (fates[0:3][] | "  \(.count) lost: \([place] | .[0])", ([place] | .[1:][] | "    " + .)),
  if .recovery_after_ready_ns then
    "  clean again \(.recovery_after_ready_ns[1] | relative) ready"
  elif .verdict == "not-recovered" then "  still lost at the end"
  else "  nothing was lost" end;

"verdict: \(.verdict | verdict_in_words)",
(.paths[] | select(.kind == "encrypted") | path_lines),
"",
"kernel's XFRM drop counters",
([.observer.xfrm_stat_delta[] | to_entries[] | select(.value > 0)] | group_by(.key)
  | map("  \(.[0].key) +\(map(.value) | add)") | if length == 0 then ["  none of them moved"] else . end | .[])

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is paged of a cluster of 200 nodes: promtool plays series of all of them against deploy/prometheus/rules.yml."""
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

RULES = Path(__file__).resolve().parent / "prometheus/rules.yml"
NODES = [f"n{i}" for i in range(200)]
MOST_NAMED = 20  # UnreachablePeers::kMostNamed
MINUTES = 40
SAMPLES = 2 * MINUTES + 1  # one each half minute
BEGIN = 24  # the sample from which something is wrong, after ten minutes in which nothing was


def sample(values):
    """`values`: (from sample, value) pairs in order; a value of None is no sample."""
    told = [None] * SAMPLES
    for begin, value in values:
        told[begin:] = [value] * (SAMPLES - begin)
    return " ".join("_" if value is None else str(value) for value in told)


def series(name, node, values, **labels):
    told = {"job": "xfrm-canary", "instance": node, **labels}
    selector = ",".join(f'{label}="{value}"' for label, value in told.items())
    return {"series": f"{name}{{{selector}}}", "values": sample(values)}


def up(dead=()):
    return [series("up", node, [(0, 1), (BEGIN, 0)] if node in dead else [(0, 1)]) for node in NODES]


def does_not_reach(node, peer, values):
    pair = " <-> ".join(sorted([node, peer]))
    return series("xfrm_canary_peer_unreachable", node, values, peer=peer, pair=pair)


FOR_GOOD = [(BEGIN, 1)]


def summary(*peers):
    """Of XfrmCanaryPeersUnreachable: these are named, with how many nodes do not reach them."""
    named = ", ".join(f"{peer} (from {count})" for peer, count in peers)
    return f"encrypted paths were out, and now are to {named}" if peers else "encrypted paths were out"


def unreachable(pairs, *peers):
    return {
        "exp_labels": {"severity": "critical", "job": "xfrm-canary"},
        "exp_annotations": {
            "summary": summary(*peers),
            "description": f"Encrypted probes were lost for more than two of the last ten minutes, between {pairs} pairs of nodes,"
                           " or from so many nodes where canaries do not name pairs.",
            "runbook_url": "docs/runbook.md#xfrmcanarypeersunreachable",
        },
    }


def fires(alert, minute, *expected):
    return {"alertname": alert, "eval_time": f"{minute}m", "exp_alerts": list(expected)}


def firing(minute, **counts):
    """How many alerts of each name fire at all."""
    samples = [{"labels": f'{{alertname="{name}"}}', "value": count} for name, count in counts.items()]
    return {"expr": 'count by (alertname) (ALERTS{alertstate="firing"})', "eval_time": f"{minute}m", "exp_samples": samples}


def promtool(input_series, alerts=(), expressions=()):
    assert alerts or expressions
    story = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "30s",
        "tests": [{"interval": "30s", "input_series": input_series, "alert_rule_test": list(alerts),
                   "promql_expr_test": list(expressions)}],
    }
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump(story, file)  # which is YAML
        file.flush()
        return subprocess.run(["promtool", "test", "rules", file.name], capture_output=True, text=True, check=False)


class ClusterOf200(unittest.TestCase):
    def assert_told(self, *story):
        played = promtool(*story)
        self.assertEqual(played.returncode, 0, (played.stdout + played.stderr)[:2000])

    def test_a_node_that_is_dead_is_one_alert_that_names_it(self):
        dead = NODES[-1]
        others = [does_not_reach(node, dead, FOR_GOOD) for node in NODES[:-1]]
        self.assert_told(up([dead]) + others, [fires("XfrmCanaryPeersUnreachable", 20)], [firing(20, XfrmCanaryMissing=1)])

    def test_a_node_whose_paths_are_out_both_ways_is_one_alert_that_names_it(self):
        cut_off = NODES[-1]
        others = [does_not_reach(node, cut_off, FOR_GOOD) for node in NODES[:-1]]
        own = [does_not_reach(cut_off, peer, FOR_GOOD) for peer in NODES[:MOST_NAMED]]
        expected = unreachable(199, (cut_off, 199), ("n0", 1), ("n1", 1))
        played = promtool(up() + others + own, [], [firing(20, XfrmCanaryPeersUnreachable=1)])
        self.assertEqual(played.returncode, 0, played.stdout + played.stderr)
        # Which of those that miss only it are named beside it is Prometheus' choice.
        told = promtool(up() + others + own, [fires("XfrmCanaryPeersUnreachable", 20)])
        self.assertIn(expected["exp_annotations"]["summary"].split(",")[0], told.stdout + told.stderr)

    def test_a_pair_that_is_broken_is_one_alert(self):
        pair = [does_not_reach("n0", "n1", FOR_GOOD), does_not_reach("n1", "n0", FOR_GOOD)]
        self.assert_told(up() + pair, [], [firing(13), firing(20, XfrmCanaryPeersUnreachable=1)])

    def test_one_direction_of_a_pair_is_named(self):
        self.assert_told(up() + [does_not_reach("n0", "n1", FOR_GOOD)],
                         [fires("XfrmCanaryPeersUnreachable", 20, unreachable(1, ("n1", 1)))])

    def test_an_upgrade_node_by_node_is_none(self):
        """Four nodes at a time, half a minute each: some peer is unreachable all the time. (promtool takes 10,000 samples.)"""
        told = [does_not_reach(node, peer, [(BEGIN + i // 4, 1), (BEGIN + i // 4 + 1, None)])
                for i, peer in enumerate(NODES) for node in NODES[:20] if node != peer]
        self.assert_told(up() + told, [], [firing(minute) for minute in (15, 25, 35)])

    def test_a_pair_that_flaps_is_one_alert_all_the_time(self):
        flaps = [(at, 1 if at % 4 < 2 else None) for at in range(BEGIN, SAMPLES)]
        pair = [does_not_reach("n0", "n1", flaps), does_not_reach("n1", "n0", flaps)]
        self.assert_told(up() + pair, [], [firing(minute, XfrmCanaryPeersUnreachable=1) for minute in (22, 23, 24, 38)])

    def test_a_pair_that_was_broken_is_over(self):
        pair = [does_not_reach("n0", "n1", [(BEGIN, 1), (BEGIN + 10, None)])]
        self.assert_told(up() + pair, [], [firing(16, XfrmCanaryPeersUnreachable=1), firing(35)])

    def test_canaries_that_tell_only_how_many_peers(self):
        def miss(nodes):
            return [series("xfrm_canary_peers_unreachable", node, [(0, 0), (BEGIN, 1)] if node in nodes else [(0, 0)])
                    for node in NODES[:-1]]
        self.assert_told(up([NODES[-1]]) + miss(NODES), [], [firing(20, XfrmCanaryMissing=1)])
        self.assert_told(up() + miss(["n0", "n1"]), [], [firing(20, XfrmCanaryPeersUnreachable=1)])

    def test_the_first_burst_is_seen(self):
        burst = [series("xfrm_canary_drops_total", "n0", [(0, 0), (4, 96)], cause="XfrmOutPolBlock", direction="out")]
        self.assert_told(burst, [], [{
            "expr": "sum by (direction, cause) (increase(xfrm_canary_drops_total[5m]))", "eval_time": "4m",
            "exp_samples": [{"labels": '{direction="out",cause="XfrmOutPolBlock"}', "value": 96}]}])


if __name__ == "__main__":
    if shutil.which("promtool") is None:
        print("SKIPPED: the Debian package prometheus is missing (promtool)")
        sys.exit(77)
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/metrics.md, the alerts, their tests, the runbook and the dashboard speak of the same things."""
import json
import re
import sys
import unittest
from pathlib import Path

try:
    import yaml
except ImportError:
    print("SKIPPED: the Debian package python3-yaml is missing")
    sys.exit(77)

DEPLOY = Path(__file__).resolve().parent
DOCS = DEPLOY.parent / "docs"
TARGET_LABELS = {"cluster", "job", "instance", "le"}


def read_metrics():
    """{name: (type, labels)}, from the table of docs/metrics.md; a histogram also under the names of its series."""
    metrics = {}
    for line in (DOCS / "metrics.md").read_text().splitlines():
        if not line.startswith("| `xfrm_canary_"):
            continue
        name, kind, labels, unit, meaning = (cell.strip() for cell in line.strip("|").split("|"))
        if not (unit and meaning):
            raise ValueError(f"{name}: no unit or no meaning")
        metrics[name.strip("`")] = (kind, set(re.findall(r"`(\w+)`", labels)))
    return metrics


def read_rules():
    return yaml.safe_load((DEPLOY / "prometheus/rules.yml").read_text())


def alerts():
    return [rule for group in read_rules()["groups"] for rule in group["rules"]]


def dashboard_expressions():
    dashboard = json.loads((DEPLOY / "grafana/dashboard.json").read_text())
    targets = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    return targets + [variable["query"]["query"] for variable in dashboard["templating"]["list"] if variable["type"] == "query"]


def metric_of(series, metrics):
    base = re.sub(r"_(bucket|sum|count)$", "", series)
    return base if metrics.get(base, ("",))[0] == "histogram" else series


def series_in(expression):
    return re.findall(r"\bxfrm_canary_\w+", expression)


def labels_in(expression):
    """Pairs (series, label) of the selectors, and (None, label) of the groupings."""
    for series, selector in re.findall(r"\b(xfrm_canary_\w+)\{([^}]*)\}", expression):
        yield from ((series, label) for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector))
    for grouping in re.findall(r"\b(?:by|on)\s*\(([^)]*)\)", expression):
        yield from ((None, label) for label in re.findall(r"\w+", grouping))


class Metrics(unittest.TestCase):
    def setUp(self):
        self.metrics = read_metrics()
        self.expressions = [rule["expr"] for rule in alerts()] + dashboard_expressions()
        self.assertGreater(len(self.metrics), 10)
        self.assertGreater(len(self.expressions), 10)

    def test_what_is_used_is_documented(self):
        for expression in self.expressions:
            for series in series_in(expression):
                self.assertIn(metric_of(series, self.metrics), self.metrics, expression)

    def test_histograms_are_used_by_their_series(self):
        for expression in self.expressions:
            for series in series_in(expression):
                self.assertNotEqual(self.metrics.get(series, ("",))[0], "histogram", expression)

    def test_what_is_documented_is_used(self):
        used = {metric_of(series, self.metrics) for expression in self.expressions for series in series_in(expression)}
        self.assertEqual(set(self.metrics) - used, set())

    def test_labels_are_those_of_the_metric(self):
        for expression in self.expressions:
            known = set().union(*(self.metrics[metric_of(s, self.metrics)][1] for s in series_in(expression)), TARGET_LABELS)
            for series, label in labels_in(expression):
                allowed = self.metrics[metric_of(series, self.metrics)][1] | TARGET_LABELS if series else known
                self.assertIn(label, allowed, expression)

    def test_counters_end_in_total(self):
        for name, (kind, _) in self.metrics.items():
            self.assertEqual(kind == "counter", name.endswith("_total"), name)


class Alerts(unittest.TestCase):
    def test_each_has_severity_and_texts(self):
        for alert in alerts():
            self.assertIn(alert["labels"]["severity"], ("critical", "warning"), alert["alert"])
            self.assertEqual(set(alert["annotations"]), {"summary", "description", "runbook_url"}, alert["alert"])

    def test_each_has_its_section_in_the_runbook_and_the_other_way_round(self):
        sections = re.findall(r"^## (\w+)$", (DOCS / "runbook.md").read_text(), re.MULTILINE)
        self.assertEqual(sections, [alert["alert"] for alert in alerts()])
        for alert in alerts():
            self.assertEqual(alert["annotations"]["runbook_url"], "docs/runbook.md#" + alert["alert"].lower())

    def test_each_is_tested_firing_and_silent(self):
        tests = yaml.safe_load((DEPLOY / "prometheus/rules_test.yml").read_text())["tests"]
        cases = [case for test in tests for case in test["alert_rule_test"]]
        for firing in (True, False):
            tested = {case["alertname"] for case in cases if bool(case.get("exp_alerts")) == firing}
            self.assertEqual(tested, {alert["alert"] for alert in alerts()}, f"firing: {firing}")

    def test_kubernetes_has_the_same_rules(self):
        resource = yaml.safe_load((DEPLOY / "kubernetes/monitoring/prometheusrule.yaml").read_text())
        self.assertEqual(resource["spec"], read_rules(), "run scripts/generate-prometheusrule")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Markdown points at exists; every decision is in the index; one version."""
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
BUILT = {"build", "out", ".git"}
# A link and its place: [words](path#anchor), or [key]: path
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)


def documents():
    return [path for path in ROOT.rglob("*.md") if not BUILT & set(path.relative_to(ROOT).parts)]


def without_code(text):
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^    .*$", "", text, flags=re.MULTILINE)
    return re.sub(r"`[^`]*`", "", text)


def anchors(path):
    """As code hosts make them of headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Links(unittest.TestCase):
    def test_every_relative_link_leads_somewhere(self):
        for document in documents():
            for inline, reference in LINK.findall(without_code(document.read_text())):
                place, _, anchor = (inline or reference).partition("#")
                if re.match(r"\w+:", place):
                    continue
                target = (document.parent / place).resolve() if place else document
                with self.subTest(document=document.relative_to(ROOT), link=inline or reference):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(target))

    def test_every_page_of_docs_is_reached_from_the_readme_or_from_contributing(self):
        reached, ahead = set(), [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
        while ahead:
            page = ahead.pop()
            if page in reached:
                continue
            reached.add(page)
            places = [(a or b).partition("#")[0] for a, b in LINK.findall(page.read_text())]
            ahead += [path for place in places if place.endswith(".md") and (path := (page.parent / place).resolve()).exists()]
        self.assertEqual([page.name for page in DOCS.rglob("*.md") if page not in reached], [])

    def test_the_readme_is_a_page_long(self):
        self.assertLessEqual(len((ROOT / "README.md").read_text().splitlines()), 100)


class Decisions(unittest.TestCase):
    def test_each_is_a_row_of_the_index_under_its_date_and_the_rows_are_in_order(self):
        rows = re.findall(r"^\| ([\d-]+) \| \[[^\]]+\]\(([^)]+)\) \|", (DOCS / "decisions/README.md").read_text(), re.MULTILINE)
        files = sorted(path.name for path in (DOCS / "decisions").glob("2*.md"))
        self.assertEqual(sorted(name for _, name in rows), files)
        for date, name in rows:
            self.assertTrue(name.startswith(date), name)
        self.assertEqual([date for date, _ in rows], sorted(date for date, _ in rows))


class Version(unittest.TestCase):
    def test_is_the_same_wherever_it_is_written(self):
        version = re.search(r"project\(xfrm-canary VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
        for path, pattern in (
            ("CHANGELOG.md", r"^## \[([\d.]+)\]"),
            ("deploy/debian/changelog", r"^xfrm-canary \(([\d.]+)-1\)"),
            ("deploy/container/Containerfile", r"xfrm-canary:([\d.]+) "),
            ("deploy/kubernetes/kustomization.yaml", r"newTag: ([\d.]+)"),
            ("deploy/kubernetes/verify/kustomization.yaml", r"newTag: ([\d.]+)"),
            ("docs/deploy.md", r"xfrm-canary:([\d.]+)\b"),
        ):
            with self.subTest(path):
                self.assertEqual(re.search(pattern, (ROOT / path).read_text(), re.MULTILINE)[1], version)


if __name__ == "__main__":
    unittest.main()

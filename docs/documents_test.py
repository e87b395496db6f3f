#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Markdown points at exists; the picture of the rooms is true; every decision is in the index; one version."""
import re
import unittest
import xml.etree.ElementTree as ElementTree
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


class Picture:
    """docs/architecture.svg: rooms by their folders, arrows as pairs of them."""

    def __init__(self):
        elements = list(ElementTree.parse(DOCS / "architecture.svg").iter())
        self.rooms = {e.get("id") for e in elements if "room" in (e.get("class") or "").split()}
        self.arrows = {tuple(e.get("id").split("--")) for e in elements if e.get("class") == "arrow"}


class LinkLines:
    """Of every room, the rooms that its canary_library() links; of `main`, those of the program."""

    def __init__(self):
        self.of = {"bpf": set()}
        for lists in sorted(ROOT.glob("userspace/**/CMakeLists.txt")):
            text = re.sub(r"#.*", "", lists.read_text())
            for call, name, words in re.findall(r"(canary_library|target_link_libraries)\(\s*([\w-]+)([^()]*)\)", text):
                room = "main" if name == "xfrm-canary" else name.removeprefix("canary_")
                if call == "canary_library":
                    words = words.partition("LINKS")[2]
                elif room not in self.of and room != "main":
                    continue  # a test, or another program
                linked = {"bpf" if word.endswith("_bpf") else word.removeprefix("canary_")
                          for word in re.findall(r"canary_\w+|\w+_bpf", words)}
                self.of.setdefault(room, set()).update(linked)


def closure(links):
    """Who reaches whom."""
    reached = {room: set(linked) for room, linked in links.items()}
    for middle in reached:
        for room in reached:
            if middle in reached[room]:
                reached[room] |= reached[middle]
    return reached


class Architecture(unittest.TestCase):
    def setUp(self):
        self.picture = Picture()
        self.links = LinkLines().of

    def test_every_room_is_drawn_and_every_room_that_is_drawn_exists(self):
        folders = {path.parent.name for path in (ROOT / "userspace").glob("*/CMakeLists.txt")}
        self.assertEqual(self.picture.rooms, folders | {"main", "bpf"})
        self.assertEqual(set(self.links), self.picture.rooms)

    def test_arrows_lead_where_link_lines_do_and_nowhere_else(self):
        drawn = {room: set() for room in self.picture.rooms}
        for start, end in self.picture.arrows:
            self.assertIn(end, self.links.get(start, set()), f"no link line says {start} -> {end}")
            drawn[start].add(end)
        self.assertEqual(closure(drawn), closure(self.links))

    def test_files_that_the_page_names_exist(self):
        named = re.findall(r"`((?:[\w-]+/)+[\w.-]+)`", (DOCS / "architecture.md").read_text())
        self.assertGreater(len(named), 20)
        for name in named:
            places = [ROOT / name, ROOT / "userspace" / name, ROOT / "userspace" / (name + ".h"), ROOT / "bpf" / name]
            self.assertTrue(any(place.exists() for place in places), name)


if __name__ == "__main__":
    unittest.main()

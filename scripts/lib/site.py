"""Lets mkdocs make pages of documents whose links lead through the repository: the README is the first page, and a file
outside docs/ that a page links to is copied beside the pages. A link to nothing stays as it is, which mkdocs warns of."""

import os
import posixpath
import re

from mkdocs.structure.files import File

LINK = re.compile(r"(?P<before>\]\()(?P<target>(?!https?:|#|mailto:)[^)#\s]+)(?P<after>[^)]*\))")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCS = "docs"
SOURCES = "source"


def rewritten(markdown, page, copied):
    """The text of a page with links that hold in the site; `page` and the keys of `copied` are paths in the repository."""

    def link(match):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), match["target"]))
        if target == "README.md":
            there = "index.md"
        elif target.startswith(DOCS + "/"):
            there = target[len(DOCS) + 1 :]
        elif os.path.isfile(os.path.join(ROOT, target)):
            there = copied.setdefault(target, posixpath.join(SOURCES, target + ".txt"))
        else:
            return match[0]
        here = "index.md" if page == "README.md" else page[len(DOCS) + 1 :]
        path = posixpath.relpath(there, posixpath.dirname(here) or ".")
        return match["before"] + path + match["after"]

    return LINK.sub(link, markdown)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def on_files(files, config):
    copied = {}
    files.append(File.generated(config, "index.md", content=rewritten(read("README.md"), "README.md", copied)))
    for file in list(files.documentation_pages()):
        if file.src_uri != "index.md":
            path = posixpath.join(DOCS, file.src_uri)
            file.content_string = rewritten(read(path), path, copied)
    for path, there in sorted(copied.items()):
        files.append(File.generated(config, there, content=read(path)))
    return files

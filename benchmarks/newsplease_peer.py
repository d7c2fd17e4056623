"""news-please on the same pages, in an environment of its own: it knows nothing of this project.

    PEER/bin/python benchmarks/newsplease_peer.py FOLDER < rounds

FOLDER holds NNNNN.html files and urls.txt, a line each. Each line on stdin is a round, each
answered on stdout with a line of JSON: `cpu_seconds` and `with_text`, over all pages. The
first line that it prints names its version and the CPU seconds of its import.
"""

import json
import logging
import sys
import time
import warnings
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def main(folder: Path) -> None:
    began = time.process_time()
    from newsplease import NewsPlease  # type: ignore[import-not-found, unused-ignore]

    import_seconds = time.process_time() - began
    # Decoding is not charged to it: from_html takes text.
    texts = [path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.html"))]
    urls = (folder / "urls.txt").read_text("utf-8").splitlines()
    say(version=version("news-please"), import_seconds=import_seconds)
    for _ in sys.stdin:
        began, with_text = time.process_time(), 0
        for url, text in zip(urls, texts, strict=True):
            # It raises where a language wants a package that it does not install: no text.
            with suppress(ImportError):
                article = NewsPlease.from_html(text, url=url, fetch_images=False)
                with_text += bool(article.maintext)
        say(cpu_seconds=time.process_time() - began, with_text=with_text)


def say(**answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`make demo`: the main job on the sample press, from its feeds to answers in SQL, offline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .site import Site

ROOT = Path(__file__).parents[2]
HOME = ROOT / "data" / "demo"
QUESTIONS = ROOT / "docs" / "questions"
SHOWN = (
    "02_by_country_and_label",
    "03_who_is_named",
    "05_widely_carried",
    "08_what_was_missed",
)


def main() -> int:
    """Run the demo; returns 0 when all of it worked and the second run found nothing new."""
    began = time.monotonic()
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    with Site(now=datetime.now(UTC), separate_hosts=True) as site:
        feeds = HOME / "feeds.csv"
        feeds.write_text(site.feeds_csv, "utf-8")
        world = site.feeds_csv.count("\n") - 1
        say(f"A sample press is on the air at 127.0.0.1: {world} feeds.")
        say("First run: khabar ingest")
        first = ingest(feeds)
        tell(first)
        asked = len(site.requests)
        say("Second run: nothing has changed, so nothing may be found")
        second = ingest(feeds)
        tell(second)
        say(f"{len(site.requests) - asked} requests, all of them for feeds.")
        site.advance()
        say("Third run: a paper has corrected a toll in place, and two articles are new")
        third = ingest(feeds)
        tell(third)
    for name in SHOWN:
        question = QUESTIONS / f"{name}.sql"
        say(question.read_text("utf-8").splitlines()[0].removeprefix("-- "))
        khabar("query", "-f", str(question))
    say("A relevant article, explained")
    article_id = khabar(
        "query",
        "--format=csv",
        "SELECT article_id FROM relevant_articles ORDER BY score DESC, article_id LIMIT 1",
        capture=True,
    ).split()[-1]
    khabar("explain", article_id)
    say("The corrected article: what was taken out, and what was put in")
    print("\n".join(corrections()))
    say(f"The warehouse:   {HOME / 'published.duckdb'}")
    print(f'Ask it yourself: KHABAR_HOME={HOME} {command()} query "FROM relevant_articles"')
    print(f"Took {time.monotonic() - began:.0f} s.")
    is_quiet = second["entries_new"] == second["articles_new"] == second["pages_fetched"] == 0
    if not is_quiet:
        print("The second run found something new: that is a fault.", file=sys.stderr)
    is_corrected = (third["articles_new"], third["articles_updated"]) == (2, 1)
    if not is_corrected:
        print("The third run did not find the one correction: that is a fault.", file=sys.stderr)
    return 0 if is_quiet and is_corrected and first["articles_new"] > 100 else 1


def ingest(feeds: Path) -> dict[str, Any]:
    """One run of the product's own command; its JSON answer."""
    answer: dict[str, Any] = json.loads(
        khabar("ingest", "--json", "--feeds", str(feeds), capture=True)
    )
    return answer


def tell(run: dict[str, Any]) -> None:
    """Print a run's figures."""
    for name in (
        *("feeds_polled", "feeds_failed", "entries_new", "pages_fetched"),
        *("articles_new", "articles_updated"),
    ):
        print(f"  {run[name]:>5} {name.replace('_', ' ')}")
    print(f"  {run['articles_relevant']:>5} of them relevant")
    for one in run["failures_by_reason"]:
        print(f"  {one['count']:>5} not done: {one['reason_code']} ({one['stage']})")


def corrections() -> list[str]:
    """What `khabar explain` says of the versions of the article that was corrected."""
    article_id = khabar(
        "query",
        "--format=csv",
        "SELECT article_id FROM article_versions WHERE version = 2",
        capture=True,
    ).split()[-1]
    said = khabar("explain", article_id, capture=True).splitlines()
    begins = next(number for number, line in enumerate(said) if line.startswith("Version 2"))
    ends = next(n for n, line in enumerate(said) if n > begins and not line.startswith("  "))
    return [said[0], *said[begins:ends]]


def khabar(*arguments: str, capture: bool = False) -> str:
    """Run the console script on the demo's home, as a user would; its standard output."""
    environment = os.environ | {
        "KHABAR_HOME": str(HOME),
        "KHABAR_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
        "KHABAR_HOST_DELAY_SECONDS": "0",
    }
    sys.stdout.flush()
    done = subprocess.run(
        [command(), *arguments],
        env=environment,
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=True,
    )
    return done.stdout or ""


def command() -> str:
    """The console script of this interpreter's environment."""
    return str(Path(sys.executable).with_name("khabar"))


def say(text: str) -> None:
    """Print a heading."""
    print(f"\n== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""`khabar evaluate`: figures of the shipped decisions on labelled data."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from flows.cli.answering import as_json, as_table

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MOST_ERRORS = 25
EXCERPT = 160  # characters


@click.group(epilog="Example: khabar evaluate relevance labelled.jsonl --errors")
def command() -> None:
    """Precision, recall and F1 on labelled data, per slice and per language."""


@command.command(epilog="Example: khabar evaluate relevance labelled.jsonl --errors")
@click.argument("file", type=FILE)
@click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")
@click.option("--errors", is_flag=True, help="Show the surest mistakes.")
def relevance(file: Path, wants_json: bool, errors: bool) -> None:
    """Judge the rows of a JSONL file: text and label; title, lang, slice, country, date optional.

    A label is 1 or 0, or core, related, background, none; core and related count as 1.
    """
    from tasks.relevance.classifier import load_classifier
    from tasks.relevance.evaluation import evaluate_relevance, read_labelled
    from tasks.settings import KNOWLEDGE

    judge = load_classifier(KNOWLEDGE)
    figures = evaluate_relevance(read_labelled(file), judge)
    groups = [
        ("all", [figures.overall]),
        ("slice", figures.by_slice),
        ("language", figures.by_language),
    ]
    wrong = figures.wrong[:MOST_ERRORS] if errors else ()
    mistakes: list[dict[str, Any]] = [
        {
            "id": one.row.row_id,
            "label": one.row.label or int(one.row.is_relevant),
            "judged": one.judgement.label,
            "score": round(one.judgement.score, 3),
            "text": f"{one.row.reading.title} {one.row.reading.body}".strip()[:EXCERPT],
            "evidence": [f"{e.quote} ({e.weight:+g})" for e in one.judgement.evidence[:5]],
        }
        for one in wrong
    ]
    if wants_json:
        answer = {name: [asdict(score) for score in scores] for name, scores in groups}
        as_json(
            answer
            | {
                "classifier_version": judge.version,
                "four_way_accuracy": figures.four_way_accuracy,
                "borderline_left_out": figures.borderline_count,
                "errors": mistakes,
            }
        )
        return
    click.echo(
        f"{judge.version}, threshold {judge.weights.threshold:g}; "
        f"{figures.borderline_count} borderline rows left out"
    )
    header = ("", "name", "rows", "positive", "precision", "recall", "F1", "avg precision")
    rows = [(kind, *asdict(score).values()) for kind, scores in groups for score in scores]
    as_table(header, rows)
    if figures.four_way_accuracy is not None:
        click.echo(f"four-way accuracy {figures.four_way_accuracy:.3f}")
    for one in mistakes:
        click.echo(f"\n{one['id']}: {one['label']}, judged {one['judged']} {one['score']}")
        click.echo(f"  {one['text']}\n  {'; '.join(one['evidence'])}")


@command.command(epilog="Example: khabar evaluate extract gold.jsonl --errors")
@click.argument("file", type=FILE)
@click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")
@click.option("--errors", is_flag=True, help="Show the worst pages, with what was wrong.")
def extract(file: Path, wants_json: bool, errors: bool) -> None:
    """Extract the pages of a JSONL file (file, url, gold; title, authors, published optional).

    Bodies are scored by shingles of four words, as the article extraction benchmark of
    scrapinghub does.
    """
    from tasks.pages.evaluation import evaluate_extraction, read_gold
    from tasks.pages.extraction import EXTRACTOR_VERSION

    figures = evaluate_extraction(read_gold(file))
    worst = figures.worst[:MOST_ERRORS] if errors else ()
    if wants_json:
        as_json(
            {
                "extractor_version": EXTRACTOR_VERSION,
                "slices": [asdict(one) for one in figures.slices],
                "worst": [asdict(one) | {"f1": one.f1} for one in worst],
            }
        )
        return
    click.echo(EXTRACTOR_VERSION)
    header = "slice,pages,F1,+-,precision,recall,no body,titles,dates,authors"
    rows = [
        (
            *(one.slice, one.pages, one.f1, one.f1_ci, one.precision, one.recall, one.failures),
            *(f"{right}/{of}" for right, of in (one.titles, one.dates, one.authors)),
        )
        for one in figures.slices
    ]
    as_table(header.split(","), rows)
    for page in worst:
        click.echo(f"\n{page.f1:.3f} {page.url or page.name} {page.failure or ''}")
        for sign, spans in (("+", page.extra_spans), ("-", page.missing_spans)):
            for span in spans[:3]:
                click.echo(f"  {sign} {span[:EXCERPT]}")


@command.command(epilog="Example: khabar evaluate stories pairs.jsonl --errors")
@click.argument("file", type=FILE)
@click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")
@click.option("--errors", is_flag=True, help="Show the surest mistakes.")
def stories(file: Path, wants_json: bool, errors: bool) -> None:
    """Decide on the pairs of a JSONL file: a_text, b_text, label; titles, dates, lang optional.

    A label is 1 (copies, trimmed or edited versions of one text) or 0, or a word for either,
    such as duplicate, update, related, different.
    """
    from tasks.stories.evaluation import evaluate_stories, read_pairs
    from tasks.stories.grouping import grouper_version

    figures = evaluate_stories(read_pairs(file))
    groups = [
        ("all", [figures.overall]),
        ("kind", figures.by_kind),
        ("language", figures.by_language),
    ]
    mistakes: list[dict[str, Any]] = [
        {
            "id": one.pair.pair_id,
            "kind": one.pair.kind,
            "are_copies": one.pair.are_copies,
            "score": round(one.comparison.score, 3),
            "is_proposed": one.is_proposed,
            "likeness": asdict(one.comparison.likeness),
            "texts": [
                f"{t.title} {t.body}".strip()[:EXCERPT] for t in (one.pair.one, one.pair.other)
            ],
        }
        for one in (figures.wrong[:MOST_ERRORS] if errors else ())
    ]
    if wants_json:
        answer = {name: [asdict(score) for score in scores] for name, scores in groups}
        as_json(
            answer
            | {
                "grouper_version": grouper_version(),
                "copies_not_proposed": figures.not_proposed,
                "errors": mistakes,
            }
        )
        return
    click.echo(f"{grouper_version()}; {figures.not_proposed} copies were never compared")
    header = ("", "name", "pairs", "copies", "missed", "merged", "precision", "recall", "F1")
    as_table(header, [(kind, *asdict(one).values()) for kind, scores in groups for one in scores])
    for one in mistakes:
        said = "copies" if one["are_copies"] else "no copies"
        click.echo(f"\n{one['id']}: {said} ({one['kind']}), score {one['score']:+.2f}")
        for text in one["texts"]:
            click.echo(f"  {text}")

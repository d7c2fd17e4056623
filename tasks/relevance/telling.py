"""Tells a verdict to a person: what was decided, on whose names, and which words moved it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from warehouse.records import Evidence, Label

AROUND = 60  # characters shown on either side of a quote
_SAID = {
    Label.CORE: "reports a new happening of militancy in South Asia",
    Label.RELATED: "is about militancy in South Asia, without a new happening of it",
    Label.BACKGROUND: "mentions militancy in South Asia, but is about something else",
    Label.NONE: "is not about militancy in South Asia",
}
_DOUBTFUL = (0.15, 0.6)  # around the threshold: scores in between are better read by a person

# What a family of senses is called in a sentence.
_CALLED = {
    "militant": "militants", "attack": "an attack", "clash": "a clash", "arrest": "an arrest",
    "surrender": "a surrender", "recovery": "arms found", "infiltration": "an infiltration",
    "abduction": "an abduction", "claim": "a claim", "operation": "an operation",
    "forces": "losses of the forces", "casualty": "casualties", "legal": "a legal step",
    "talks": "talks", "threat": "a threat", "displacement": "displacement",
    "history": "a known attack", "recruit": "recruitment", "force": "a state force",
    "target": "a usual target", "region": "the region", "conflict": "conflict",
    "context": "conflict", "cue": "a cue",
    "neg.accident": "an accident", "neg.crime": "crime", "neg.sport": "sport", "neg.film": "film",
    "neg.figurative": "a figure of speech", "neg.elsewhere": "elsewhere", "neg.drill": "a drill",
    "neg.hoax": "a hoax", "neg.ceremony": "a ceremony", "neg.politics": "politics",
    "neg.party": "party violence", "neg.protest": "a protest", "neg.communal": "a riot",
    "neg.history": "history", "neg.business": "business", "neg.medical": "medicine",
}  # fmt: skip
_KINDS = {"actor": "named", "place": "a place"}


def tell(
    label: Label,
    score: float,
    evidence: Sequence[Evidence],
    *,
    title: str,
    body: str,
    actors: Sequence[tuple[str, str, str, int]] = (),
    countries: Sequence[str] = (),
) -> Iterator[str]:
    """The account of a verdict, a line at a time.

    `actors` are ids, names, the spelling found and how often; `countries` are ISO codes.
    """
    yield f"Judged {label}: it {_SAID[label]}. Probability of being relevant {score:.0%}."
    if _DOUBTFUL[0] <= score <= _DOUBTFUL[1]:
        yield "  The judge is in doubt: better read it."
    if countries:
        yield f"  Concerns {', '.join(countries)}."
    for _, name, alias, times in actors:
        often = "once" if times == 1 else f"{times} times"
        yield f"  Names {name}, as “{alias}”, {often}."
    texts = {"title": title, "body": body}
    named = {actor_id for actor_id, *_ in actors}
    pro = [one for one in evidence if one.weight > 0]
    against = [one for one in evidence if one.weight < 0]
    yield f"  {_balance(label, pro, against)}"
    for heading, found in (("For it:", pro), ("Against it:", against)):
        if found:
            yield f"  {heading}"
            for one in found:
                quoted = _quoted(one, texts[one.field])
                yield f"    {one.weight:+5.2f} {_name(one, named)}, {quoted}"


def _balance(label: Label, pro: Sequence[Evidence], against: Sequence[Evidence]) -> str:
    """Why the scale tipped as it did, in one sentence."""
    is_relevant = label in (Label.CORE, Label.RELATED)
    if is_relevant:
        return "What speaks for it outweighs what speaks against it, in log-odds:"
    if not pro and not against:
        return "No word, name or place in headline or text speaks of it."
    if not any(one.kind in ("actor", "event_term") for one in pro):
        return "Nothing in headline or text speaks of militants or of what they do; in log-odds:"
    if sum(one.weight for one in pro) <= -sum(one.weight for one in against):
        return "More speaks against it than for it, in log-odds:"
    return "What speaks for it is too little for an article taken at random, in log-odds:"


def _name(one: Evidence, named: Collection[str]) -> str:
    """What a span was read as; `named` are the actors that the article names beyond doubt."""
    if one.kind == "actor" and one.value not in named:
        return "a name that may mean another"
    if one.kind == "wording":
        return "wording"
    if one.kind in _KINDS:
        return f"{_KINDS[one.kind]} ({one.value})"
    family = one.value.partition(".")[0]
    return f"{_CALLED.get(one.value) or _CALLED.get(family, family)} ({one.value})"


def _quoted(one: Evidence, text: str) -> str:
    where = "headline" if one.field == "title" else "text"
    before = text[max(0, one.start_char - AROUND) : one.start_char]
    after = text[one.end_char : one.end_char + AROUND]
    return f"{where}: {before}[{one.quote}]{after}".replace("\n", " / ")

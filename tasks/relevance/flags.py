"""Flags: what kind of article it is, independent of its label (docs/relevance.md, section 1)."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.relevance.mentions import Zone
from tasks.relevance.scene import Scene
from tasks.relevance.weighing import Weighed

# Sense of a mention in title or lead, and the flag that it raises.
_BY_SENSE = {
    "neg.crime": "organised_crime",
    "neg.communal": "communal_violence",
    "neg.party": "political_violence",
    "neg.drill": "drill",
    "neg.hoax": "hoax",
    "neg.history": "retrospective",
    "cue.past": "retrospective",
    "cue.opinion": "opinion",
    "cue.explainer": "explainer",
    "cue.digest": "digest",
    "cue.rights": "human_rights",
    "legal.rights": "human_rights",
    "cue.interstate": "state_conflict",
    "cue.contested": "contested",
    "cue.communique": "isprstyle",
}


def raise_flags(weighed: Iterable[Weighed], scene: Scene) -> tuple[str, ...]:
    """The flags that mentions in title and lead raise, in alphabetical order."""
    near = {one.mention.entry.sense for one in weighed if one.mention.zone < Zone.BODY}
    flags = {_BY_SENSE[sense] for sense in near if sense in _BY_SENSE}
    if "militant.label" in near and not scene.has_group:
        flags.add("label_only_actor")
    if scene.is_foreign and scene.has_group and scene.is_known:
        flags.add("foreign_spillover")
    return tuple(sorted(flags))

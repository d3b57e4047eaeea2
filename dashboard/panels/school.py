"""What the page of a school says first: how it stands against similar schools, and what to look at."""

from __future__ import annotations

from collections import Counter

from dashboard.ask import Ask
from dashboard.i18n.numbers import count, with_unit
from dashboard.panels.similar import withheld
from dashboard.panels.spine import own_text
from dashboard.panels.standing import ABOVE, BELOW, Standing, standings
from data_access.query import NOT_REPORTED, SUPPRESSED, VALUE
from data_access.verdicts import Verdict

_GOOD, _BAD = (Verdict.BETTER, ABOVE), (Verdict.WORSE, BELOW)
_LOOK = (Verdict.LOOK_BETTER, Verdict.LOOK_WORSE, Verdict.LOOK)


def finding(codes: tuple[str, ...], ask: Ask) -> str:
    """The sentence at the head: how many indicators are better, worse, alike or withheld, and the worst of them."""
    held = standings(codes, ask)
    told = next((s.similar for s in held if s.similar.state == VALUE), None)
    if told is None:
        return ask.t("finding.school_alone", place=ask.where, why=withheld(held[0].similar, ask))
    stated = [s for s in held if s.state != "not_applicable"]
    verdicts = Counter(s.verdict for s in stated)
    better, worse = (sum(verdicts[v] for v in words) for words in (_GOOD, _BAD))
    look = sum(verdicts[v] for v in _LOOK)
    t, members = ask.t, told.members or 0
    parts = [
        t(
            "finding.school",
            n=members,
            shown=count(members, t.language),
            of=len(stated),
            better=better,
            worse=worse,
            like=verdicts[Verdict.LIKE],
        )
    ]
    few = verdicts[Verdict.FEW]
    silent = Counter(s.state for s in stated)
    rest = [("look", look), ("few", few), ("suppressed", silent[SUPPRESSED]), ("unreported", silent[NOT_REPORTED])]
    parts += [t(f"finding.school_{name}", n=n) for name, n in rest if n]
    text = t("finding.list").join(parts) + t("finding.stop")
    worst = most_in_need(held)
    return text + (_need(worst, ask) if worst is not None else "")


def most_in_need(held: list[Standing]) -> Standing | None:
    """The indicator that is worse beyond chance by most; else the one that is worse than three quarters by most."""
    for word in (Verdict.WORSE, BELOW, Verdict.LOOK_WORSE):
        some = [s for s in held if s.verdict == word]
        if some:
            return max(some, key=lambda s: s.lag)
    return None


def _need(of: Standing, ask: Ask) -> str:
    indicator = of.result.indicator
    text = ask.t("finding.school_need", indicator=ask.name(indicator), value=own_text(of, ask))
    median = "" if of.similar.median is None else with_unit(of.similar.median, indicator.unit, ask.t)
    text += ask.t("finding.school_median", median=median) if median else ""
    return text + ask.t("finding.stop")

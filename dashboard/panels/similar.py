"""Who is compared with: the sentence that says what similar schools share, and the words for what is withheld."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from data_access.benchmarks import NO_GROUP, Benchmark
from data_access.peers import PeerGroup
from data_access.query import NOT_APPLICABLE, SUPPRESSED, VALUE


def schools(benchmark: Benchmark, ask: Ask) -> str:
    """The similar schools in words: "38 urban primary schools with 600–1,200 pupils in the central region"."""
    n = benchmark.members or 0
    shown = count(n, ask.t.language)
    group = benchmark.group
    if group is None:
        return ask.t("similar.plain", n=n, shown=shown)
    return ask.t(
        "similar.schools",
        n=n,
        shown=shown,
        where=_where(group, ask),
        setting=ask.t(f"similar.setting.{group.setting}"),
        stage=ask.t(f"similar.stage.{group.stage}", n=n),
        sizes=_sizes(group, ask),
    )


def withheld(benchmark: Benchmark, ask: Ask) -> str:
    """Why there is no comparison; empty where there is one."""
    if benchmark.state == VALUE:
        return ""
    if benchmark.state == NOT_APPLICABLE and benchmark.reason != NO_GROUP:
        return ask.t("withheld.not_applicable")
    told = benchmark.reason if benchmark.state in (SUPPRESSED, NOT_APPLICABLE) else None
    return ask.t(f"withheld.{told or benchmark.state}")


def _where(group: PeerGroup, ask: Ask) -> str:
    if not group.regions:
        return ""
    names = [ask.t(f"similar.region.{region}") for region in group.regions]
    head = ask.t("similar.list").join(names[:-1])
    return ask.t("similar.where", n=len(names), regions=ask.t("similar.and").join(filter(None, (head, names[-1]))))


def _sizes(group: PeerGroup, ask: Ask) -> str:
    if group.sizes is None:
        return ""
    low, high = (None if end is None else count(end, ask.t.language) for end in group.sizes)
    if low is None and high is None:
        return ""
    name = "between" if low and high else "from" if low else "to"
    return ask.t(f"similar.size.{name}", low=low, high=high)

"""Area profile: one demonstration area or pilot, its members and strands, beside matched neighbours."""

from dashboard.page import READERS, Panel, page

page(
    "area",
    "/area",
    group="analysis",
    icon="tag",
    roles=READERS,
    indicators=("R03", "R02", "T04", "R04", "R05", "R12", "L01", "L02", "L03", "L04", "L05", "T08"),
    cards=("R03", "R02", "T04", "L03", "G09", "P01"),
    school_cards=("R03", "R02", "T04", "R05"),
    finding="area",
    panels=(
        Panel("list", "area_list", columns=12, levels=("-area",)),
        Panel("about", "about", columns=12, levels=("area",)),
        Panel("targets", "targets", columns=12, levels=("area",)),
        Panel("evaluation", "strand", ("L03", "L05", "L02"), columns=6, levels=("area",)),
        Panel("teaching", "strand", ("R04", "R05", "L04"), columns=6, levels=("area",)),
        Panel("literacy", "strand", ("L01", "T08", "T04"), columns=6, levels=("area",)),
        Panel("sharing", "strand", ("R08", "R12", "G09"), columns=6, levels=("area",)),
        Panel("events", "event_study", columns=7, levels=("area",)),
        Panel("firmness", "firmness", columns=5, levels=("area",)),
        Panel("neighbours", "neighbours", columns=6, levels=("area",)),
        Panel("balance", "balance", columns=6, levels=("area",)),
        Panel("ledger", "ledger", ("P01",), columns=8, levels=("area",)),
        Panel("reach", "reach", columns=4, levels=("area",)),
        Panel("children", "ranked", columns=6, levels=("area",)),
        Panel("trend", "trend", columns=6, levels=("area",)),
    ),
)

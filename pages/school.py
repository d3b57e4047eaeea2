"""School: one school against schools like it."""

from dashboard.page import READERS, Panel, page

USE = ("R03", "R02", "R04", "R05", "R08")
TEACHERS = ("T01", "T03", "T04", "T08", "T10")
SPINE = (*USE, *TEACHERS, "G01", "G03", "G04", "G05", "G07", "G08", "L01", "L02", "L04")
OWN = tuple(code for code in SPINE if code not in ("R08", "G08"))  # a school has no fact of regions

page(
    "school",
    "/school",
    group="home",
    icon="book-open",
    roles=READERS,
    indicators=SPINE,
    finding="school",
    panels=(
        Panel("spine", "spine", SPINE, columns=8, rows=2, levels=("school",)),
        Panel("turns", "turns", OWN, columns=4, levels=("school",)),
        Panel("funnel", "funnel", ("T01", "T02", "T05", "T03", "T04"), columns=4, levels=("school",)),
        Panel("equipment", "equipment", ("G03", "G01", "G05", "G04", "G07"), columns=12, levels=("school",)),
        Panel("targets", "targets", columns=12, levels=("school",)),
        Panel("sheet", "sheet", columns=12, levels=("school",)),
        Panel("ways", "ways", columns=12, levels=("-school",)),
    ),
)

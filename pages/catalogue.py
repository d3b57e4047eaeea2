"""Indicators: the catalogue."""

from dashboard.page import READERS, Panel, page

USAGE = ("R02", "R01", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13")
TRAINING = ("T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T12")
# What is taken over another indicator is told over one of them.
DIVIDE = ("G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10:R02", "G11:R02", "G12:R02", "G13:R02")
LITERACY = ("L01", "L02", "L03", "L04", "L05", "L06")
PILOTS = ("P01", "P02", "P03:T04", "P04:T04", "P05", "P06", "P07", "P08")

page(
    "indicators",
    "/indicators",
    group="data",
    icon="list",
    roles=READERS,
    indicators=(*USAGE, *TRAINING, *DIVIDE, *LITERACY, *PILOTS),
    finding="catalogue",
    panels=(
        Panel("question", "question", columns=12),
        Panel("catalogue", "catalogue", columns=12),
        Panel("glossary", "glossary", columns=12),
    ),
)

"""The effect of a programme on the places that take part, against matched places that never did.

`pilots` says who takes part since when, `panel` reads a rate by county and term, `design` finds the neighbours and what
chance gives, `estimate` puts both together; `foreign` holds back what would tell of others; `model` is what leaves.
"""

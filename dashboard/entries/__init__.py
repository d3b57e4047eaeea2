"""Entries: what readers add to the screens, seen by whoever sees the place, audited, and taken back but not deleted."""

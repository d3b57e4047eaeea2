"""Doubts about numbers: reported from any panel, answered by a data steward, seen by whoever sees the place."""

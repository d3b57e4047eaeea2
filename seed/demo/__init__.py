"""The demo generator: an invented but plausible warehouse of any size, the same for the same seed."""

from seed.demo.build import build
from seed.demo.scale import SCALES, Scale

__all__ = ["SCALES", "Scale", "build"]

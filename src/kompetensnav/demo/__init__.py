"""A region to try the product on: invented people, employers and needs, equal for equal seeds."""

from kompetensnav.demo.region import DemoRegion, make, write

__all__ = ["DemoRegion", "make", "write"]

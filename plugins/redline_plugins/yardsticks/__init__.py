"""What rules are measured on: three label sets, and two series of reference items; credits in NOTICE.md."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import redline
from redline.plugins import LabelSet, ReferenceSeries

redline_hook_version = 3

_FIGURES: Final = "order by architecture; figures of the accelerators catalog, which names its own sources"


@redline.hookimpl
def redline_label_sets() -> Sequence[LabelSet]:
    """Offer a label by capability, one by observed use, and one by what a maker declared."""
    return [
        LabelSet(
            name="hbm-and-links",
            kind="chip",
            title="by capability: high-bandwidth memory and chip-to-chip links",
            definition="memory_type is HBM of any generation, and interconnect_bandwidth_gbs is above 0",
            source="cut-off by this plugin, on facts of the catalog; the rule of 2022 measures links itself",
            version="2026-11-22",
            file="hbm_and_links.redline",
            load=(files(__name__) / "hbm_and_links.redline").read_bytes,
        ),
        LabelSet(
            name="large-training",
            kind="chip",
            title="by observed use: hardware of notable models trained from scratch with 1e23 FLOP or more",
            definition=(
                "named as training hardware of a notable model that has no base model, and an estimated"
                " training compute of 1e23 FLOP or more; unknown where only the family is named, or the"
                " chip came less than a year before the table; all others are no, which means not named:"
                " makers of most models do not say what they used"
            ),
            source="Epoch AI, Notable AI Models, copy of July 2026, epoch.ai/data/ai-models, CC BY 4.0",
            version="2026-07-23",
            file="large_training.csv",
            load=(files(__name__) / "large_training.csv").read_bytes,
            unlisted="no",
        ),
        LabelSet(
            name="nvidia-filing",
            kind="chip",
            title="as declared: products that NVIDIA said are caught by the rule of October 2023",
            definition=(
                "named in the filing as a circuit beyond the thresholds of the rule, each variant of a named"
                " product; all others are unknown, since the filing says that its list is not whole"
            ),
            source=(
                "NVIDIA, Form 8-K of 2023-10-17, accession 0001045810-23-000217, as VideoCardz quoted it on"
                " 2023-10-18"
            ),
            version="2023-10-17",
            file="nvidia_filing.csv",
            load=(files(__name__) / "nvidia_filing.csv").read_bytes,
        ),
    ]


@redline.hookimpl
def redline_reference_series() -> Sequence[ReferenceSeries]:
    """Offer the flagships of one maker for datacenters and for games."""
    return [
        ReferenceSeries(
            name="nvidia-datacenter",
            kind="chip",
            title="NVIDIA flagships for datacenters, P100 to B200",
            definition="the first product with NVLink of each generation from Pascal on",
            source=_FIGURES,
            version="2026-11-22",
            file="nvidia_datacenter.csv",
            load=(files(__name__) / "nvidia_datacenter.csv").read_bytes,
            metrics=("TPP", "dram_bandwidth", "interconnect_bandwidth_gbs"),
            where=("market_segment=datacenter",),
        ),
        ReferenceSeries(
            name="geforce",
            kind="chip",
            title="NVIDIA flagships for games, GTX 1080 Ti to RTX 5090",
            definition="the largest card of the GeForce line in each generation",
            source=_FIGURES,
            version="2026-11-22",
            file="geforce.csv",
            load=(files(__name__) / "geforce.csv").read_bytes,
            metrics=("TPP", "dram_bandwidth"),
            where=("market_segment=consumer",),
        ),
    ]

"""Every number of a rulebook is listed, whether it is a parameter or stands in a limb itself."""

from __future__ import annotations

import redline

TEXT = """\
rulebook held
  effective 2024-01-01
  verified 2024-02-01

publication ACT "Act"

parameter floor = 100 GB/s
  cite ACT "1"

parameter factor = 2
  cite ACT "2"

metric doubled : GB/s for chip
  cite ACT
  = factor * interconnect_bandwidth_gbs

control C for chip
  cite ACT "3"
  controlled when any of
    (1) io_bandwidth_gbs >= floor
    (2) all of
      cite ACT "4"
      verified no
      die_area_mm2 < 300 mm2
      process_node_nm <= 7 nm
    (3) doubled > 900 GB/s

scenario "large"
  given chip
    io_bandwidth_gbs 10 GB/s
    die_area_mm2 300 mm2
    interconnect_bandwidth_gbs 1 GB/s
  expect not controlled

scenario "small"
  given chip
    die_area_mm2 299 mm2
    process_node_nm 7 nm
  expect controlled by C.2
"""


def test_numbers_of_limbs_are_listed_with_the_source_that_they_stand_under() -> None:
    engine = redline.load()
    found = [one.to_dict() for one in engine.analyses.coverage([engine.compile(TEXT)])]

    assert [
        ("floor", "100 GB/s", ["C.1"], ["Act, 1"], True, False),
        ("factor", "2", ["metric doubled"], ["Act, 2"], True, None),
        (None, "300 mm2", ["C.2"], ["Act, 4"], False, True),
        (None, "7 nm", ["C.2"], ["Act, 4"], False, False),
        (None, "900 GB/s", ["C.3"], ["Act, 3"], True, False),
    ] == [
        (one["parameter"], one["number"], one["places"], one["cites"], one["verified"], one["pinned"])
        for one in found
    ]

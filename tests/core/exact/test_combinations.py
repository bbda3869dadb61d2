"""A set of combinations has a bit for each of them: whoever may have too many asks how many first."""

from redline.exact.combinations import Combinations


def test_how_many_there_are_can_be_asked_of_any_number() -> None:
    assert 2**60 == Combinations([2] * 60).count

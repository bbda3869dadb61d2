"""Shipments: items by name, facts of each transaction, each row under the text of its own day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import redline

ENGINE = redline.load()
SHIPMENTS: dict[str, Any] = {
    "item": ["A800 SXM4 80GB", "A800 SXM4 80GB", "H200 SXM 141GB", "H200 SXM 141GB", "GeForce RTX 4090"],
    "destination": ["CN", "China", "CN", "SG", "CN"],
    "headquarters": ["", "", "", "CN", ""],
    "export_date": ["2022-12-01", "2024-01-01", "2026-02-01", "2026-02-01", "2024-01-01"],
}


def outcomes(result: redline.Result) -> list[tuple[str, str, bool | None, str | None]]:
    return [
        (one["rulebook"], one["on"], one["license"]["required"], one["license"]["policy"])
        for one in result.to_dicts()
    ]


EXPECTED = [
    ("us-2022", "2022-12-01", False, None),
    ("us-2023", "2024-01-01", True, "presumption_of_denial"),
    ("us-2026-01", "2026-02-01", True, "case_by_case"),
    ("us-2026-01", "2026-02-01", True, "presumption_of_denial"),
    ("us-2023", "2024-01-01", True, "case_by_case"),
]


def test_each_row_stands_under_the_text_of_its_day() -> None:
    assert EXPECTED == outcomes(ENGINE.check(SHIPMENTS, "us"))


def test_rows_with_days_are_judged_by_the_text_of_the_day_unless_told_otherwise() -> None:
    assert EXPECTED == outcomes(ENGINE.check(SHIPMENTS))


def test_readings_of_each_row_are_those_of_the_text_of_its_day() -> None:
    assert [] == ENGINE.analyses.readings({name: cells[:2] for name, cells in SHIPMENTS.items()}, "us")


def test_answer_says_which_transaction_it_is_for() -> None:
    said = [one["transaction"] for one in ENGINE.check(SHIPMENTS).to_dicts()]

    assert {"destination": "CN", "export_date": "2022-12-01"} == said[0]
    assert {"destination": "SG", "headquarters": "CN", "export_date": "2026-02-01"} == said[3]


def test_order_of_rows_decides_nothing() -> None:
    backwards = {name: cells[::-1] for name, cells in SHIPMENTS.items()}

    assert EXPECTED[::-1] == outcomes(ENGINE.check(backwards, "us"))


def test_arrays_say_what_determinations_say() -> None:
    result = ENGINE.check(SHIPMENTS, "us")
    (licenses,) = result.licenses

    assert (
        [0, 1, 1, 1, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 1, 0, 1],
    ) == (
        licenses["license"].tolist(),
        licenses["exception NAC"].tolist(),
        licenses["policy case_by_case"].tolist(),
    )


def test_a_rulebook_by_name_is_put_to_every_row() -> None:
    result = ENGINE.check(SHIPMENTS, ["us", "us-2023"])

    assert (("us", "us-2023"), [1, 1, 1, 1, 1]) == (result.headings(), result.status[:, 1].tolist())


def test_one_day_for_all_counts_before_the_days_of_rows() -> None:
    result = ENGINE.check(SHIPMENTS, "us", on="2022-12-01")

    assert {"us-2022"} == {one["rulebook"] for one in result.to_dicts()}
    (warning,) = result.warnings
    assert "all rows are judged on 2022-12-01, and 4 rows say another `export_date`" in warning.message


def test_day_that_all_rows_say_is_no_other_day() -> None:
    days = {**SHIPMENTS, "export_date": ["2022-12-01", "", "", "", "2022-12-01"]}

    assert () == ENGINE.check(days, "us", on="2022-12-01").warnings


def test_file_of_shipments_is_joined_with_the_bundled_catalog(tmp_path: Path) -> None:
    path = tmp_path / "shipments.csv"
    path.write_text("item,destination,export_date\nL4,AE,2026-09-01\nL4,IL,2026-09-01\n", encoding="utf-8")

    assert [True, False] == [required for _, _, required, _ in outcomes(ENGINE.check(path, "us"))]


def test_items_are_looked_up_among_another_catalog() -> None:
    mine = {"name": ["mine"], "fp16_tflops": ["400"]}
    result = ENGINE.check({"item": ["mine", "mine"], "destination": ["CN", "DE"]}, "us-2023", among=mine)

    assert [True, False] == [required for _, _, required, _ in outcomes(result)]


def test_days_of_rows_without_a_rulebook_are_a_clear_error() -> None:
    mine = {"name": ["mine"], "fp16_tflops": ["400"]}
    with pytest.raises(redline.InputError, match="no rulebook is named"):
        ENGINE.check({**mine, "export_date": ["2024-06-01"]})


@pytest.mark.parametrize(
    ("facts", "question", "message"),
    [
        ({"destination": "SG"}, {"to": "CN"}, "`destination` is stated as a fact of the item and"),
        ({}, {"transaction": {"end_use": "military"}}, "`end_use` is stated, and no destination"),
        ({}, {"to": "CN", "transaction": {"end_use": ""}}, "nothing is stated\n.*leave the fact out"),
        ({}, {"to": "CN", "transaction": {"end_use": None}}, "nothing is stated\n.*leave the fact out"),
    ],
)
def test_what_cannot_be_said_of_one_transaction(
    facts: dict[str, str], question: dict[str, Any], message: str
) -> None:
    with pytest.raises(redline.InputError, match=message):
        ENGINE.determine({"fp16_tflops": "400", **facts}, "us-2023", **question)


def test_other_catalog_is_for_shipments_only() -> None:
    with pytest.raises(redline.InputError, match="these are no shipments"):
        ENGINE.check({"name": ["mine"], "fp16_tflops": ["400"]}, "us-2023", among="accelerators")


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("item", "L44", "names the item `L44`, and no catalog has it\n  help: did you mean `L4`"),
        ("item", "", "the shipment names no item"),
        ("destination", "Atlantis", "`Atlantis` is no country"),
        ("quantity", "-1", "`-1` is negative"),
        ("quantity", "0", "`0` is not above 0"),
        ("quantity", "1.5", "`1.5` is not a whole number"),
        ("export_date", "2024-02-30", "`2024-02-30` is not a date\n  help: write year, month and day"),
        ("export_date", "2021-01-01", "row 2: `us` has no text in force on 2021-01-01"),
        ("export_date", "2024", "row 2: `export_date` is not one day"),
        ("end_use", "fun", "`fun` is not a word for `end_use`"),
    ],
)
def test_bad_shipment_is_a_clear_error(column: str, cell: str, message: str) -> None:
    good = {"item": "L4", "destination": "CN", "quantity": "1", "export_date": "2024-01-01", "end_use": ""}
    columns = {name: [text, cell if name == column else text] for name, text in good.items()}

    with pytest.raises(redline.InputError, match=message):
        ENGINE.check(columns, "us")


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("date", "export_date"),
        ("on", "export_date"),
        ("to", "destination"),
        ("ship_to", "destination"),
        ("destination_country", "destination"),
        ("hq", "headquarters"),
        ("hq_country", "headquarters"),
        ("parent_headquarters", "ultimate_parent"),
        ("Quantity", "quantity"),
        ("end_usr", "end_use"),
        ("parent", "ultimate_parent"),
        ("military end user", "end_use"),
        ("on_entity_list", "recipient_on_shtc_entity_list"),
        ("Party on SDN", "sdn_list_party"),
    ],
)
def test_column_that_was_meant_for_a_fact_is_an_error(column: str, meant: str) -> None:
    with pytest.raises(redline.InputError, match=f"column `{column}` is not .*\n.*call it `{meant}`"):
        ENGINE.check({"item": ["L4"], "destination": ["CN"], column: ["2024-01-01"]})


@pytest.mark.parametrize("column", ["fp16_tflops", "designed_or_marketed_for_datacenter", "dies"])
def test_fact_of_an_item_beside_its_name_is_an_error(column: str) -> None:
    with pytest.raises(
        redline.InputError, match=f"a shipment names its item in `item`, and `{column}` would"
    ):
        ENGINE.check({"item": ["L4"], "destination": ["CN"], column: ["1"]})


def test_item_of_two_catalogs_is_an_error() -> None:
    """One is a supercomputer and one a quantum computer, and the law has other controls over each."""
    eagle = {"item": ["Eagle"], "destination": ["CN"]}
    with pytest.raises(redline.InputError, match="`quantum-computers`, `supercomputers` each have the item"):
        ENGINE.check(eagle, "us-2023")

    found = [
        ENGINE.check(eagle, "us-2023", among=among).to_dicts()
        for among in ("quantum-computers", "supercomputers")
    ]
    assert ["not_controlled", "undetermined"] == [next(iter(each))["status"] for each in found]


def test_items_of_several_catalogs_do_not_go_together() -> None:
    items = {"item": ["L4", "Frontier"], "destination": ["CN", "CN"]}
    with pytest.raises(redline.InputError, match="row 2 names the item `Frontier` of `supercomputers`, and"):
        ENGINE.check(items, "us-2023")


def test_other_columns_of_shipments_are_passed_over() -> None:
    result = ENGINE.check({"item": ["L4"], "destination": ["CN"], "order_number": ["7"]}, "us-2023")

    assert ["controlled"] == [one["status"] for one in result.to_dicts()]


def test_row_that_says_no_destination_is_open() -> None:
    result = ENGINE.check({"item": ["L4", "L4"], "destination": ["CN", ""]}, "us-2023")

    assert [True, None] == [required for _, _, required, _ in outcomes(result)]


def test_all_shipments_of_an_item_are_chosen_by_its_name() -> None:
    result = ENGINE.check(SHIPMENTS, "us", items=["H200 SXM 141GB", "GeForce RTX 4090"])

    assert ["H200 SXM 141GB", "H200 SXM 141GB", "GeForce RTX 4090"] == list(result.catalog.names)


def test_one_of_several_shipments_is_taken_by_its_row() -> None:
    with pytest.raises(redline.InputError, match=r"2 rows are of the item `A800 SXM4 80GB`\n.*from 0: 0, 1"):
        ENGINE.check(SHIPMENTS, "us").item("A800 SXM4 80GB")


def test_readings_find_the_items_of_shipments_among_another_catalog() -> None:
    mine = {"name": ["mine"], "fp16_tflops": ["150"], "die_area_mm2": ["300"]}
    shipments = {"item": ["mine"], "destination": ["CN"]}
    found = ENGINE.analyses.readings(shipments, "us-2023", among=mine)

    assert found == ENGINE.analyses.readings(mine, "us-2023", to="CN")


@pytest.mark.parametrize("quantity", [np.array([1.5]), [1.5], ["3/2"]])
def test_there_is_no_half_of_an_item(quantity: Any) -> None:
    with pytest.raises(redline.InputError, match=r"column `quantity`, row 1: `.*` is not a"):
        ENGINE.check({"item": ["L4"], "destination": ["CN"], "quantity": quantity}, "us-2023")


def test_whole_numbers_of_items_are_taken_however_they_are_written() -> None:
    cells = [np.array([2.0, np.nan]), ["2.0", ""], [2, None]]
    items = {"item": ["L4", "L4"], "destination": ["CN", "CN"]}

    assert [[[1], [1]]] * 3 == [
        ENGINE.check({**items, "quantity": each}, "us-2023").status.tolist() for each in cells
    ]


def test_column_of_items_in_capital_letters_is_hinted_at() -> None:
    with pytest.raises(
        redline.InputError, match=r"column `Item` is not `item`\n.*\n.*\n  help: shipments name"
    ):
        ENGINE.check(b"Item,Destination\nL4,CN\n", "us-2023")


def test_names_beside_items_are_told() -> None:
    with pytest.raises(redline.InputError, match="`item` names items of a catalog, and `name` items that"):
        ENGINE.check({"item": ["L4"], "name": ["x"], "destination": ["CN"]})


@pytest.mark.parametrize(
    ("fact", "cell"), [("end_use", "military"), ("headquarters", "CN"), ("sdn_list_party", "yes")]
)
@pytest.mark.parametrize("names", ["item", "name"])
def test_row_that_says_what_bears_on_a_license_says_where_it_goes(names: str, fact: str, cell: str) -> None:
    rows = {names: ["L4"], **({} if names == "item" else {"fp16_tflops": ["1"]}), fact: [cell]}
    with pytest.raises(redline.InputError, match=f"`{fact}` is stated, and no destination"):
        ENGINE.check(rows, "us-2023")

    assert ENGINE.check({**rows, fact: [""]}, "us-2023").licenses[0] == {}
    assert "license" in ENGINE.check(rows, "us-2023", to="DE").licenses[0]

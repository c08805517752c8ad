import pytest

from warehouse_tui.planning.walks import Place, Serpentine, aisle_number, natural


def place(location_id: int, aisle: str, bay: int, level: str = "1", block: int = 1) -> Place:
    return Place(location_id, "Z", block, aisle, bay, level)


def walked(*places: Place) -> list[int]:
    return [each.location_id for each in Serpentine().order(places)]


def test_odd_aisles_are_walked_up_and_even_aisles_down():
    places = [place(n, aisle, bay) for n, (aisle, bay) in enumerate([("2", 1), ("1", 9), ("2", 9), ("1", 1)])]
    assert walked(*places) == [3, 1, 2, 0]


def test_aisle_ten_comes_after_aisle_two_and_blocks_come_first():
    places = (place(1, "10", 1), place(2, "2", 1), place(3, "1", 1, block=2))
    assert walked(*places) == [2, 1, 3]


def test_levels_of_a_bay_go_from_low_to_high():
    assert walked(place(1, "A", 3, "C"), place(2, "A", 3, "A"), place(3, "A", 3, "10"), place(4, "A", 3, "9")) == [
        4,
        3,
        2,
        1,
    ]


def test_a_place_is_visited_once():
    assert walked(place(1, "A", 3), place(1, "A", 3)) == [1]


@pytest.mark.parametrize(
    ("aisle", "number"),
    [("1", 1), ("K2", 2), ("A", 1), ("b", 2), ("AA", 27), ("", 0), ("2A7", 7), ("Ä", 0), ("²", 0), ("٣", 0)],
)
def test_every_aisle_is_odd_or_even(aisle: str, number: int):
    assert aisle_number(aisle) == number


@pytest.mark.parametrize("text", ["", "A10", "²", "٣", "7²"])
def test_any_text_can_be_sorted(text: str):
    assert natural(text) <= natural(text)

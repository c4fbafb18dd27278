from xml.etree import ElementTree as ET

from corpora.numbers import Numbers
from training.markup import to_html
from training.svg import HEIGHT, WIDTH, Plot


def test_the_ends_of_the_axes_stand_at_the_ends_of_the_plot() -> None:
    plot = Plot("t", "x", "y", x_ticks=(1.0, 0.5))
    plot.line([(1.0, 0.0), (0.5, 1.0)], 0, "a line")
    figure = ET.fromstring(to_html(plot.figure("caption")))
    (line,) = figure.iter("polyline")
    (left, bottom), (right, top) = (map(float, point.split(",")) for point in line.get("points", "").split())
    assert 0 < left < right < WIDTH
    assert 0 < top < bottom < HEIGHT
    assert "a line" in [element.text for element in figure.iter("text")]


def test_named_rows_stand_from_top_to_bottom() -> None:
    plot = Plot("t", "x", "", row_names=["first", "second"])
    for place in range(2):
        plot.dot((0.5, place), 0, "hint")
    figure = ET.fromstring(to_html(plot.figure("caption")))
    heights = [float(dot.get("cy", "")) for dot in figure.iter("circle")]
    assert heights == sorted(heights)
    assert figure.find("svg/title").text == "t"


def test_each_series_has_a_mark_of_its_own_in_the_plot_and_in_the_legend() -> None:
    plot = Plot("t", "x", "y")
    for series in range(4):
        plot.line([(0, 0), (1, 1)], series, f"series {series}")
        plot.mark((0.5, 0.5), series, "hint", is_hollow=series == 1)
    shapes = [
        mark for mark in ET.fromstring(to_html(plot.figure("caption"))).iter() if "shape" in mark.get("class", "")
    ]
    assert [mark.findtext("title") for mark in shapes] == ["hint"] * 4 + [None] * 4
    assert ["hollow" in mark.get("class", "") for mark in shapes[:4]] == [False, True, False, False]
    assert [(mark.tag, len(mark.get("points", "").split())) for mark in shapes[4:]] == [
        ("circle", 0),
        ("polygon", 4),
        ("polygon", 3),
        ("polygon", 4),
    ]


def test_an_axis_may_end_elsewhere_than_at_a_tick_and_write_its_ticks_in_any_way() -> None:
    plot = Plot("t", "x", "y", x_ticks=(2015, 2020), x_ends=(2010, 2020), y_format=lambda y: f"{y:.0%}")
    plot.mark((2015, 0), 0, "middle")
    figure = ET.fromstring(to_html(plot.figure("caption")))
    texts = {text.text: float(text.get("x", "")) for text in figure.iter("text")}
    (mark,) = figure.iter("circle")
    assert float(mark.get("cx", "")) == texts["2015"] < texts["2020"]
    assert "100%" in texts


def test_both_axes_write_their_ticks_alike_unless_they_are_told_otherwise() -> None:
    plot = Plot("t", "x", "y", x_ticks=(0, 0.5), y_ticks=(0, 0.25), tick_format=Numbers("es").short)
    texts = [text.text for text in ET.fromstring(to_html(plot.figure("caption"))).iter("text")]
    assert {"0,5", "0,25"} <= {*texts}

from xml.etree import ElementTree as ET

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

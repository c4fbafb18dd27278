"""Points → small plots as SVG, coloured by the classes `series-0` … `series-3` of the page that holds them."""

from collections.abc import Callable, Sequence
from math import sqrt

from training.markup import Element, extend, node

Point = tuple[float, float]

WIDTH, HEIGHT = 460, 340
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 14, 46
WIDE_LEFT = 205
ROW_HEIGHT = 34
N_SERIES = 4
LEGEND_LINE = 18
MARK_RADIUS = 4

Format = Callable[[float], str]

_CORNERS = {  # of the marks of series 1 to 3: a square, a triangle, a diamond; series 0 has a circle
    1: ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    2: ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
    3: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
}


class Plot:
    """Axes from 0 to 1, or over the ranges given, on which series are drawn.

    Parameters
    ----------
    title : str
        Read to those who do not see the picture.
    x_label, y_label : str
    x_ticks, y_ticks : numbers in order
        Where grid lines stand; the first and the last are the ends of the axes.
    row_names : sequence of str
        Where given, the rows of the plot from the top, at y = 0, 1, …, in place of `y_ticks`.
    x_ends : (number, number) or None
        Ends of the x axis where they are not its first and last tick.
    tick_format : callable
        How a tick is written.
    y_format : callable or None
        The same of the y axis, where it is another.
    """

    def __init__(
        self,
        title: str,
        x_label: str,
        y_label: str,
        x_ticks: Sequence[float] = (0, 0.2, 0.4, 0.6, 0.8, 1),
        y_ticks: Sequence[float] = (0, 0.2, 0.4, 0.6, 0.8, 1),
        row_names: Sequence[str] = (),
        x_ends: Point | None = None,
        tick_format: Format = "{:g}".format,
        y_format: Format | None = None,
    ) -> None:
        self._x_ends = x_ends or (x_ticks[0], x_ticks[-1])
        self._y_ends = (len(row_names) - 0.5, -0.5) if row_names else (y_ticks[0], y_ticks[-1])
        self._left = WIDE_LEFT if row_names else LEFT
        self._height = TOP + BOTTOM + ROW_HEIGHT * len(row_names) if row_names else HEIGHT
        self._legend: list[tuple[str, int]] = []
        self._marked: set[int] = set()
        self._svg = node("svg", node("title", title), class_="plot", role="img", aria_label=title)
        for tick in x_ticks:
            self._grid((tick, self._y_ends[0]), (tick, self._y_ends[1]))
            self._text(self._x(tick), self._height - BOTTOM + 16, tick_format(tick), "middle")
        written = map(y_format or tick_format, y_ticks)
        for place, name in enumerate(row_names) if row_names else zip(y_ticks, written, strict=True):
            self._grid((self._x_ends[0], place), (self._x_ends[1], place))
            self._text(self._left - 7, self._y(place) + 4, name, "end")
        self._text((self._left + WIDTH - RIGHT) / 2, self._height - 8, x_label, "middle", "axis")
        middle = (self._height - BOTTOM + TOP) / 2
        label = node("text", y_label, class_="axis", text_anchor="middle", transform=f"rotate(-90 12 {middle:g})")
        extend(self._svg, [_at(label, 12, middle)])

    def line(self, points: Sequence[Point], series: int, name: str = "") -> None:
        """Join points; a name goes into the legend."""
        path = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points)
        extend(self._svg, [node("polyline", points=path, class_=f"line series-{series}")])
        if name:
            self._legend.append((name, series))

    def guide(self, start: Point, end: Point) -> None:
        """A thin dashed line, for what would be ideal."""
        self._segment(start, end, "guide")

    def band(self, low: Sequence[Point], high: Sequence[Point], series: int) -> None:
        """Shade what lies between two lines."""
        edge = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in [*low, *reversed(high)])
        extend(self._svg, [node("polygon", points=edge, class_=f"band series-{series}")])

    def dot(self, point: Point, series: int, hint: str, size: float = 4) -> None:
        """A dot with a hint that shows under the pointer; size is its radius in pixels."""
        place = {"cx": self._x(point[0]), "cy": self._y(point[1])}
        extend(self._svg, [node("circle", node("title", hint), r=size, class_=f"dot series-{series}", **place)])

    def mark(self, point: Point, series: int, hint: str, *, is_hollow: bool = False) -> None:
        """A mark whose shape, too, tells the series; hollow for what is less certain."""
        self._marked.add(series)
        shape = _shape(self._x(point[0]), self._y(point[1]), series, "hollow" if is_hollow else "full")
        extend(shape, [node("title", hint)])
        extend(self._svg, [shape])

    def diamond(self, point: Point, text: str) -> None:
        """Mark a point that was chosen, with a word beside it."""
        x, y = self._x(point[0]), self._y(point[1])
        shape = f"{x:.1f},{y - 8:.1f} {x + 8:.1f},{y:.1f} {x:.1f},{y + 8:.1f} {x - 8:.1f},{y:.1f}"
        extend(self._svg, [node("polygon", node("title", text), points=shape, class_="chosen")])
        if x < (self._left + WIDTH) / 2:
            self._text(x + 12, y + 22, text, "start", "mark")
        else:
            self._text(x - 12, y + 22, text, "end", "mark")

    def whisker(self, start: Point, end: Point, series: int) -> None:
        """An interval."""
        self._segment(start, end, f"whisker series-{series}")

    def figure(self, caption: str) -> Element:
        """The plot with its legend and a caption, as an HTML figure."""
        height = self._height + LEGEND_LINE * len(self._legend)
        self._svg.set("viewBox", f"0 0 {WIDTH} {height}")
        for number, (name, series) in enumerate(self._legend):
            x, y = self._left, self._height + 12 + number * LEGEND_LINE
            extend(self._svg, [node("line", x1=x, x2=x + 24, y1=y - 4, y2=y - 4, class_=f"line series-{series}")])
            if series in self._marked:
                extend(self._svg, [_shape(x + 12, y - 4, series, "full")])
            self._text(x + 30, y, name, "start")
        return node("figure", self._svg, node("figcaption", caption))

    def _x(self, value: float) -> float:
        low, high = self._x_ends
        return self._left + (value - low) / (high - low) * (WIDTH - RIGHT - self._left)

    def _y(self, value: float) -> float:
        low, high = self._y_ends
        return self._height - BOTTOM - (value - low) / (high - low) * (self._height - BOTTOM - TOP)

    def _grid(self, start: Point, end: Point) -> None:
        self._segment(start, end, "grid")

    def _segment(self, start: Point, end: Point, class_: str) -> None:
        ends = {"x1": self._x(start[0]), "y1": self._y(start[1]), "x2": self._x(end[0]), "y2": self._y(end[1])}
        extend(self._svg, [node("line", class_=class_, **ends)])

    def _text(self, x: float, y: float, text: str, anchor: str, class_: str = "tick") -> None:
        extend(self._svg, [_at(node("text", text, class_=class_, text_anchor=anchor), x, y)])


def dot_size(share: float) -> float:
    """Radius of a dot, in pixels, whose area stands for a share of all."""
    return 2.5 + 9 * sqrt(share)


def _shape(x: float, y: float, series: int, fill: str) -> Element:
    class_ = f"shape {fill} series-{series}"
    if series not in _CORNERS:
        return node("circle", cx=x, cy=y, r=MARK_RADIUS, class_=class_)
    corners = " ".join(f"{x + MARK_RADIUS * dx:.1f},{y + MARK_RADIUS * dy:.1f}" for dx, dy in _CORNERS[series])
    return node("polygon", points=corners, class_=class_)


def _at(element: Element, x: float, y: float) -> Element:
    element.set("x", f"{x:.1f}")
    element.set("y", f"{y:.1f}")
    return element

"""What our pictures have in common, in Vega-Lite's grammar."""

from collections.abc import Mapping, Sequence

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 600
FONT = "Liberation Sans"  # one that the drawing program brings along
INK, SOFT, PALE, PAPER = "#1b1f24", "#c9d1da", "#e3e7ec", "#ffffff"

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Spec = Mapping[str, Json]


def layer(mark: Spec, encoding: Spec, transform: Sequence[Json]) -> Spec:
    return {"mark": {"color": INK, **mark}, "encoding": encoding, "transform": transform}

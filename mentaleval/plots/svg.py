"""A figure as SVG that stands in a page: it needs nothing else, and takes the page's colours."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from mentaleval.legible import one_line
from mentaleval.plots.plot import ONE_COLUMN, Plot
from mentaleval.plots.style import INK, ROLES, TEXT, styled

_VARIABLES: Final = {role.light: f"var(--plot-{role.name},{role.light})" for role in ROLES}
_COLOUR: Final = re.compile("|".join(_VARIABLES))
_LINK: Final = re.compile(r"#([\w-]+)")
_POINTED: Final = ("clip-path", "href")
_NUMBER: Final = re.compile(r"-?\d+\.\d{2,}")
_WITHIN_A_MARK: Final = 10
_USUAL: Final = re.compile(rf" *(font-family: [^;]*|text-anchor: start|font-size: {TEXT}px);?")
"""What the whole figure says once, or what holds anyhow."""
_GAPS: Final = re.compile(r" ?([MLCQz]) ?")
_NO_TURN: Final = re.compile(r"rotate\(-0 [^)]*\)")
_NO_DATE: Final = {"Date": None, "Creator": None, "Format": None, "Type": None}
_PIXELS: Final = 96


def inline_svg(plot: Plot, width: float = ONE_COLUMN, details: str = "") -> str:
    """Return a figure as one ``<svg>`` element for a page, so many inches wide.

    Its colours are CSS variables of the page (``--plot-ink`` and so on, see
    `mentaleval.plots.style.css`), its text is text, its ids begin with the plot's name, and what
    it says is told by ``<title>`` and ``<desc>`` too. Where the page tells it all in an element of
    the id *details*, the ``<desc>`` says that alone: nobody can skip through a description.
    """
    root = ET.fromstring(_drawn(plot, width))  # noqa: S314  matplotlib has just written it
    for element in root.iter():
        _bare(element)
    _drop(root)
    _rename_ids(root, plot.name)
    for element in root.iter():
        _recolour(element)
        _shorten(element)
    _unwrap(root)
    _head(root, plot, width, details)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _drawn(plot: Plot, width: float) -> str:
    file = io.StringIO()
    with styled(svg_fonttype="none"):
        plot.draw(width).savefig(file, format="svg", metadata=_NO_DATE)
    return file.getvalue()


def _bare(element: ET.Element) -> None:
    """Take away namespaces and the white space between elements: HTML needs neither."""
    element.tag = element.tag.rpartition("}")[2]
    for name in [name for name in element.attrib if "}" in name]:
        element.set(name.rpartition("}")[2], element.attrib.pop(name))
    if element.tag not in ("text", "tspan"):
        element.text = None
    element.tail = None


def _drop(root: ET.Element) -> None:
    """Take away what says nothing, and the style sheet, which would hold for the whole page."""
    for parent in list(root.iter()):
        for child in list(parent):
            sheet = child.tag == "defs" and child.find("style") is not None
            if child.tag == "metadata" or sheet:
                parent.remove(child)


def _rename_ids(root: ET.Element, name: str) -> None:
    wanted = dict.fromkeys(_pointed_at(root))
    new = {old: f"{name}-{place}" for place, old in enumerate(wanted, 1)}
    for element in root.iter():
        found = element.attrib.pop("id", None)
        if found in new:
            element.set("id", new[found])
        for attribute in _POINTED:
            if attribute in element.attrib:
                link = _LINK.sub(lambda m: f"#{new[m[1]]}", element.attrib[attribute])
                element.set(attribute, link)


def _pointed_at(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        for attribute in _POINTED:
            yield from _LINK.findall(element.get(attribute, ""))


def _recolour(element: ET.Element) -> None:
    style = element.get("style")
    if style is None:
        return
    style = re.sub(r"font: ((?:\w+ )*)([\d.]+px)[^;]*", _font, style)
    style = _USUAL.sub("", _COLOUR.sub(lambda m: _VARIABLES[m[0]], style))
    style = style.strip().replace("; ", ";").replace(": ", ":")
    if element.tag == "text":
        style = style.replace(f"fill:{_VARIABLES[INK.light]}", "").strip(";")
    element.set("style", style)
    if not style:
        del element.attrib["style"]


def _font(found: re.Match[str]) -> str:
    """Keep size, slant and weight alone: the family is the page's."""
    words = found[1].split()
    kinds = ["weight" if word.isdigit() or word == "bold" else "style" for word in words]
    said = [f"font-{kind}:{word}" for kind, word in zip(kinds, words, strict=True)]
    return ";".join([f"font-size:{found[2]}", *said])


def _shorten(element: ET.Element) -> None:
    """Round to a tenth of a point, within marks to a hundredth: nobody sees it."""
    for name in ("d", "x", "y", "transform"):
        if name in element.attrib:
            said = _NUMBER.sub(_rounded, " ".join(element.attrib[name].split()))
            element.set(name, _GAPS.sub(r"\1", said) if name == "d" else _NO_TURN.sub("", said))
            if not element.attrib[name]:
                del element.attrib[name]


def _rounded(found: re.Match[str]) -> str:
    value = float(found[0])
    digits = 2 if abs(value) < _WITHIN_A_MARK else 1
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def _unwrap(element: ET.Element) -> None:
    """Take away groups that say nothing of what is in them."""
    for place, child in reversed(list(enumerate(element))):
        _unwrap(child)
        if child.tag == "g" and not child.attrib:
            element[place : place + 1] = list(child)


def _head(root: ET.Element, plot: Plot, width: float, details: str) -> None:
    title, desc = f"{plot.name}-title", f"{plot.name}-desc"
    view = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "plot",
            "viewBox": view,
            "width": f"{width * _PIXELS:.0f}",
            "role": "img",
            "aria-labelledby": title,
            "aria-describedby": desc,
            **({"aria-details": details} if details else {}),
            "style": f"height:auto;stroke-linejoin:round;font-size:{TEXT}px;"
            f"fill:{_VARIABLES[INK.light]};"
            "font-family:var(--plot-font,system-ui,sans-serif)",
        }
    )
    described = _in_short(plot) if details else plot.description
    for place, (tag, name, text) in enumerate(
        (("title", title, plot.title), ("desc", desc, described))
    ):
        told = ET.Element(tag, {"id": name})
        told.text = one_line(text)
        root.insert(place, told)


def _in_short(plot: Plot) -> str:
    origin = "Simulated ratings. " if plot.simulated else ""
    return f"{origin}What is drawn here follows in numbers or words."

#!/usr/bin/env python3
# usage: page.py PAGE...     what holds of every html page: well formed, nothing from elsewhere, no element nor attribute that runs, drawings in
# proportion to their bytes.
import re, sys
import xml.etree.ElementTree as tree

NS = "{http://www.w3.org/1999/xhtml}"
ELEMENTS = set("""html head meta title style body a header main section article nav footer h1 h2 h3 h4 p b span code pre mark ul ol li dl dt dd
div figure figcaption details summary svg g defs pattern rect line circle path text desc""".split())
ATTRIBUTES = set("""lang charset name content http-equiv class id href role width height viewBox aria-hidden aria-label aria-labelledby
patternUnits patternTransform d style x y dx x1 x2 y1 y2 cx cy r open tabindex text-anchor data-bytes""".split())


def percent(element, name):
    text = element.get(name, "0%")
    assert text.endswith("%"), text
    return float(text[:-1])


def is_inert(root):
    for element in root.iter():
        name = element.tag.replace(NS, "")
        assert name in ELEMENTS, name
        for attribute, value in element.attrib.items():
            assert attribute in ATTRIBUTES, attribute
            assert attribute != "href" or re.fullmatch(r"#[a-z0-9-]+", value), value
            assert attribute != "style" or value == "position:absolute", value
        if name == "style":
            assert not re.search(r"@import|url\((?!#hatch\))|expression", element.text), "the style sheet refers to something"


def stretches_are_to_scale(drawing):
    """Where rectangles of one row follow one another they have one scale, and leave no gap."""
    rows = {}
    for rect in drawing.findall(NS + "rect"):
        if rect.get("data-bytes"):
            rows.setdefault((rect.get("y"), rect.get("height")), []).append(rect)
    for row in rows.values():
        unit = sum(percent(rect, "width") for rect in row) / sum(int(rect.get("data-bytes")) for rect in row)
        at = percent(row[0], "x")
        assert at < 1e-4 and unit > 0, "a bar begins at the left edge"
        for rect in row:
            assert abs(percent(rect, "x") - at) < 1e-4, "rectangles follow one another"
            assert abs(percent(rect, "width") - unit * int(rect.get("data-bytes"))) < 1e-4, "a width is in proportion to its bytes"
            at += percent(rect, "width")
        assert at <= 100.0001, "all of a bar is in sight"
    return len(rows)


def areas_are_to_scale(drawing):
    tiles = [tile for tile in drawing.findall(NS + "svg")]
    whole = sum(int(tile.get("data-bytes")) for tile in tiles)
    for tile in tiles:
        area = percent(tile, "width") * percent(tile, "height") / 100
        assert abs(area - int(tile.get("data-bytes")) / whole * 100) < 0.01, "an area is in proportion to its bytes"
    total = sum(percent(tile, "width") * percent(tile, "height") / 100 for tile in tiles)
    assert abs(total - 100) < 0.01, "the areas fill the map"
    return len(tiles)


bars = tiles = 0
for page in sys.argv[1:]:
    root = tree.parse(page).getroot()
    is_inert(root)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for link in root.iter(NS + "a"):
        assert link.get("href")[1:] in ids, link.get("href") + " leads nowhere"
    assert len(list(root.iter(NS + "h1"))) == 1 and len(list(root.iter(NS + "main"))) == 1
    for drawing in root.iter(NS + "svg"):
        kind = (drawing.get("class") or "").split()
        if "drawing" in kind:
            assert drawing.get("role") == "img" and drawing[0].tag == NS + "title" and drawing[0].text, "a drawing has a title"
        if "bar" in kind:
            bars += stretches_are_to_scale(drawing)
        if "map" in kind:
            tiles += areas_are_to_scale(drawing)
print(bars, "bars and", tiles, "areas are to scale")

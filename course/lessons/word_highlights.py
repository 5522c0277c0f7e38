"""Words of a sentence and what they mean in the picture: each lights up the other.

A key is a field of the sentence in braces (``"{liquidation}"``) or words as they stand in it. A value names tables of the picture,
by a blank, each perhaps with the rows that are meant: ``"liquidation"``, ``"dot?own=true"``, ``"lines?mode=cross ends?mode=cross"``.
"""

from __future__ import annotations

from collections.abc import Mapping

LIGHTS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("leverage", "predict"): {
        "The venue closes you at": "levels?kind=liquidation", "You said": "levels?kind=prediction", "is still there": "strip",
    },
    ("leverage", "dial"): {
        "{liquidation}": "liquidation", "The venue closes it at": "liquidation", "{gain}": "now", "{profit}": "now",
        "{distance}": "dot?own=true", "an ordinary day": "day",
    },
    ("leverage", "halving"): {"the strip you no longer pay for": "parts?part=strip", "twice": "parts?part=again"},
    ("leverage", "odds"): {"odds": "curve", "the price touches the liquidation price": "dots?own=true"},
    ("isolated_margin", "predict"): {"{guess}": "guess", "{needed}": "posts", "{rare}": "posts", "{every}": "posts", "{passed}": "curve"},
    ("isolated_margin", "compartment"): {
        "the compartment": "vessels?name=compartment water?name=compartment amounts?name=compartment",
        "The wallet": "vessels?name=wallet water?name=wallet amounts?name=wallet",
        "the position requires": "line", "{wall}": "cross closings",
    },
    ("isolated_margin", "many_small"): {"{alive}": "curve now", "their compartment whole": "traders?state=whole"},
    ("isolated_margin", "again"): {
        "{lost}": "crosses?own=true years?own=true", "{net}": "results?kind=isolated", "{alone}": "results?kind=cross",
    },
    ("cross_margin", "predict"): {"the app shows": "slices dots?kind=edge", "You said": "dots?kind=guess texts?kind=prediction", "liquidated": "areas?hue=liquidation"},
    ("cross_margin", "map"): {"the app shows": "slices dots?kind=edge", "one border": "border", "border": "border", "room": "contours"},
    ("cross_margin", "together"): {"liquidated": "border", "border": "border", "The ellipse": "ellipse", "if ETH goes in step": "ray"},
    ("cross_margin", "crash"): {
        "{cross}": "lines?mode=cross ends?mode=cross", "{isolated}": "lines?mode=isolated ends?mode=isolated", "cross": "lines?mode=cross ends?mode=cross",
    },
    ("cross_margin", "pool"): {
        "the pool holds": "vessel", "require": "line bars?kind=required", "Paid in and realised": "bars?kind=deposit",
    },
    ("cross_vs_isolated", "predict"): {
        "{apart}": "score_dots?mode=isolated", "{pooled}": "score_dots?mode=cross", "You said": "score_guess",
    },
    ("cross_vs_isolated", "week"): {
        "Cross": "lines?mode=cross ends?mode=cross", "Isolated": "lines?mode=isolated ends?mode=isolated", "{name}": "left", "{fate}": "events",
    },
    ("cross_vs_isolated", "outcomes"): {
        "{pooled}": "score_dots?mode=cross", "{apart}": "score_dots?mode=isolated",
        "ringed": "dots?mine=true", "{cross}": "dots?mode=cross bins?mode=cross", "{isolated}": "dots?mode=isolated bins?mode=isolated",
    },
    ("cross_vs_isolated", "frontier"): {
        "{hedge}": "posts?book=hedged", "{hedge_apart}": "posts?book=hedged", "{one}": "posts?book=one-sided",
        "{one_apart}": "posts?book=one-sided", "whole": "target",
    },
    ("liquidation_mechanics", "predict"): {"You said": "guess", "is yours": "parts?part=yours"},
    ("liquidation_mechanics", "walk"): {"Step": "steps?state=now", "The account": "parties"},
    ("liquidation_mechanics", "healing"): {
        "dYdX": "paths?venue=dydx dots?venue=dydx ends?venue=dydx",
        "Hyperliquid": "paths?venue=hyperliquid dots?venue=hyperliquid ends?venue=hyperliquid", "healthy": "healthy",
    },
    ("liquidation_mechanics", "queue"): {
        "You guessed place": "guess", "is closed": "held?kind=closed", "your book changes by": "book?kind=after here",
    },
    ("liquidation_cascades", "predict"): {
        "You said": "spiral_rules?kind=guess spiral_texts?kind=guess", "the price ends": "spiral_rules?kind=end",
        "Every round of forced sales": "rounds?kind=sales",
    },
    ("liquidation_cascades", "landscape"): {
        "The bars": "land_bars", "The push ends": "land_rules?kind=push land_run", "pass the book": "land_book", "{first}": "land_bands",
        "liquidated": "land_run",
    },
    ("liquidation_cascades", "player"): {
        "mark": "film_lines?kind=mark film_heads?kind=mark film_names?kind=mark",
        "The perpetual": "film_lines?kind=perp film_heads?kind=perp film_names?kind=perp",
        "News": "film_lines?kind=shock film_names?kind=shock", "wall": "film_wall", "You": "wall_you",
    },
    ("liquidation_cascades", "response"): {"{fall}": "curve spot response_texts?kind=liquidation", "{kappa}": "kappa_curve kappa_spot", "{down}": "lines?kind=linear"},
    ("liquidation_cascades", "contagion"): {
        "BTC ends at": "lines?market=BTC ends?market=BTC", "{btc}": "ends?market=BTC lines?market=BTC", "{eth}": "ends?market=ETH lines?market=ETH",
    },
}  # fmt: skip

# ruff: noqa: E501
"""Answers to the exercises of lesson 01."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "liquidation_distance",
        "s = 1 if side == 'long' else -1\nreturn np.maximum(0, (1 / leverage - maintenance) / (1 - s * maintenance))",
    ),
    right(
        "liquidation_distance",
        "if side == 'long':\n    d = (1 / leverage - maintenance) / (1 - maintenance)\nelse:\n    d = (1 / leverage - maintenance) / (1 + maintenance)\nreturn np.maximum(d, 0)",
    ),
    wrong("liquidation_distance", "maintenance", "return 1 / leverage + 0 * maintenance"),
    wrong(
        "liquidation_distance",
        "divid|entry|present|notional|forget|left out",
        "return np.maximum(0, 1 / leverage - maintenance)",
    ),
    wrong(
        "liquidation_distance",
        "side|long|short|swap",
        "s = -1 if side == 'long' else 1\nreturn np.maximum(0, (1 / leverage - maintenance) / (1 - s * maintenance))",
    ),
    wrong(
        "liquidation_distance",
        "add|sign|minus|plus|subtract",
        "s = 1 if side == 'long' else -1\nreturn np.maximum(0, (1 / leverage + maintenance) / (1 - s * maintenance))",
    ),
    wrong(
        "liquidation_distance",
        "100|hundred|per cent",
        "s = 1 if side == 'long' else -1\nreturn np.maximum(0, 100 * (1 / leverage - maintenance) / (1 - s * maintenance))",
    ),
    wrong(
        "liquidation_distance",
        "short|side|long",
        "return np.maximum(0, (1 / leverage - maintenance) / (1 - maintenance))",
    ),
    wrong(
        "liquidation_distance",
        "leverage|upside|1 /|divid",
        "s = 1 if side == 'long' else -1\nreturn np.maximum(0, (leverage - maintenance) / (1 - s * maintenance))",
    ),
    wrong(
        "liquidation_distance",
        "sign|negative|direction|short",
        "if side == 'long':\n    return np.maximum(0, (1 / leverage - maintenance) / (1 - maintenance))\nreturn -np.maximum(0, (1 / leverage - maintenance) / (1 + maintenance))",
    ),
    right("max_leverage_for", "s = 1 if side == 'long' else -1\nreturn 1 / (move + maintenance * (1 - s * move))"),
    right(
        "max_leverage_for",
        "if side == 'long':\n    need = move + maintenance - maintenance * move\nelse:\n    need = move + maintenance + maintenance * move\nreturn 1 / need",
    ),
    right(
        "max_leverage_for",
        "price = np.where(side == 'long', 1 - move, 1 + move)\ncollateral = move + maintenance * price\nreturn 1 / collateral",
    ),
    wrong("max_leverage_for", "maintenance|At this leverage the move", "return 1 / move + 0 * maintenance"),
    wrong("max_leverage_for", "entry|present|side|move", "return 1 / (move + maintenance)"),
    wrong(
        "max_leverage_for",
        "upside|1 /|divid|leverage",
        "s = 1 if side == 'long' else -1\nreturn move + maintenance * (1 - s * move)",
    ),
    wrong(
        "max_leverage_for",
        "side|swap|long|short",
        "s = -1 if side == 'long' else 1\nreturn 1 / (move + maintenance * (1 - s * move))",
    ),
    wrong(
        "max_leverage_for",
        "subtract|minus|sign|add",
        "s = 1 if side == 'long' else -1\nreturn 1 / (move - maintenance * (1 - s * move))",
    ),
    wrong(
        "max_leverage_for",
        "100|hundred|per cent",
        "s = 1 if side == 'long' else -1\nreturn 1 / (move / 100 + maintenance / 100 * (1 - s * move / 100))",
    ),
    wrong("max_leverage_for", "short|long|side", "return 1 / (move + maintenance * (1 - move))"),
    wrong(
        "max_leverage_for",
        "round|cut|whole",
        "s = 1 if side == 'long' else -1\nreturn np.floor(1 / (move + maintenance * (1 - s * move)))",
    ),
    right(
        "effective_leverage",
        "s = 1 if side == 'long' else -1\nequity = 1 / leverage + s * move\nreturn np.where(equity > 0, (1 + move) / np.where(equity > 0, equity, 1), np.inf)",
    ),
    wrong("effective_leverage", "sign|side|short", "return leverage * (1 + move) / (1 + leverage * move)"),
    wrong(
        "effective_leverage",
        "notional|price|move|still|entry",
        "s = 1 if side == 'long' else -1\nreturn leverage / (1 + s * leverage * move)",
    ),
    wrong("effective_leverage", "equity|collateral|profit|move|loss", "return leverage * (1 + move)"),
    wrong(
        "effective_leverage",
        "side|swap|long|short|sign",
        "s = -1 if side == 'long' else 1\nreturn leverage * (1 + move) / (1 + s * leverage * move)",
    ),
    wrong(
        "effective_leverage",
        "leverage|multipl|profit|move",
        "s = 1 if side == 'long' else -1\nreturn leverage * (1 + move) / (1 + s * move)",
    ),
    wrong(
        "effective_leverage",
        "upside|divid",
        "s = 1 if side == 'long' else -1\nreturn (1 + s * leverage * move) / (leverage * (1 + move))",
    ),
    wrong(
        "effective_leverage",
        "sign|side|notional|move|short",
        "s = 1 if side == 'long' else -1\nreturn leverage * (1 + s * move) / (1 + s * leverage * move)",
    ),
    wrong(
        "effective_leverage",
        "sign|subtract|minus|fall|turned|move",
        "s = 1 if side == 'long' else -1\nreturn leverage * (1 - move) / (1 - s * leverage * move)",
    ),
    right(
        "room_after_halving",
        "# room = (1/L - m)/(1 - m)\nlev = 1 / (room * (1 - maintenance) + maintenance)\nreturn (2 / lev - maintenance) / (1 - maintenance)",
    ),
    right("room_after_halving", "return 2 * room + maintenance / (1 - maintenance)"),
    right("room_after_halving", "m = maintenance\nx = room * (1 - m) + m\nreturn (x + x - m) / (1 - m)"),
    wrong("room_after_halving", "maintenance|twice|doubl", "return 2 * room"),
    wrong("room_after_halving", "half|doubl|halv|The wrong way round: less", "return room / 2"),
    wrong("room_after_halving", "divid|entry|maintenance", "return 2 * room + maintenance"),
    wrong("room_after_halving", "sign|subtract|minus|add", "return 2 * room - maintenance / (1 - maintenance)"),
    wrong(
        "room_after_halving",
        r"half|doubl|twice|halv|divid|multipl|with 0\.5 in one place",
        "x = room * (1 - maintenance) + maintenance\nreturn (x / 2 - maintenance) / (1 - maintenance)",
    ),
    wrong("room_after_halving", "short|plus|sign|add", "return 2 * room + maintenance / (1 + maintenance)"),
    wrong(
        "room_after_halving",
        "maintenance",
        "x = room * (1 - maintenance)\nreturn (2 * x - maintenance) / (1 - maintenance)",
    ),
    wrong("room_after_halving", "100|hundred|per cent", "return 100 * (2 * room + maintenance / (1 - maintenance))"),
    wrong("room_after_halving", "twice|doubl|maintenance", "return 2 * room + 2 * maintenance / (1 - maintenance)"),
)

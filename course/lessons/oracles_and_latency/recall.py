"""Recall of lesson 12: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.oracles_and_latency.book import LEVERAGE, MAINTENANCE, SPEEDS, fall_of
from course.lessons.oracles_and_latency.clocks import LIMIT, blocks
from course.lessons.oracles_and_latency.halt import one_in, share
from course.lessons.oracles_and_latency.stale_price import look
from course.lessons.oracles_and_latency.windows import ROOM
from course.margin import liquidation_distance, time_to_act
from course.simulation import least_window, most_window
from course.simulation.fact_tables import stored
from course.teaching.quiz import Question, Quiz, right, wrong
from course.texts import say

LASTS = {speed: float(time_to_act(MAINTENANCE, *fall_of(speed))) for speed in SPEEDS}
#: A wick and a window of the questions.
DEPTH, LENGTH, WINDOW = 0.1, 20, 61
OLD = stored("feed").value("oldest", 0.005, 1_440, 0)
ERROR = {delay: stored("feed").value("largest_error", 0.005, 1_440, delay) for delay in (0, 1)}
ANY, WILD = (share("BTC", "8", start, "long", "10") for start in ("any", "wild"))
LOOKED = {fill: look("0.005", "1", "0.0005", fill) for fill in ("seen", "next")}
WHALE = 5e6
SHORT_WALL = liquidation_distance(10, MAINTENANCE, "short")
ETH = stored("silence").value("highest", "ETH")


def _s(seconds: float) -> str:
    return say("{seconds:#0} seconds", seconds=seconds)


RECALL = Quiz(
    "oracles_and_latency",
    Question(
        "same_seconds",
        "In BTC's worst hour a venue with {maintenance:%1} of maintenance may be {late} late with a 10× long. With a"
        " 40× long it may be late by",
        right(
            "{late}",
            "Bankruptcy lies one maintenance fraction below the liquidation price, at any leverage. Only where that"
            " strip lies depends on it.",
        ),
        wrong(
            "{quarter}, a quarter",
            "At 40× the liquidation price is nearer to your entry. From there on it is the same {maintenance:%1}, and"
            " {late}.",
            misconception=71,
        ),
        wrong(
            "{fourfold}: less margin is at stake",
            "Less is posted, and most of it is gone at the liquidation price. What is left there is the maintenance"
            " requirement, as large as at 10×.",
        ),
        claim="C31",
        numbers={
            "maintenance": MAINTENANCE,
            "late": _s(LASTS["hour"]),
            "quarter": _s(LASTS["hour"] / 4),
            "fourfold": _s(4 * LASTS["hour"]),
        },
    ),
    Question(
        "faster",
        "A venue could show you the price of every instant instead of a mean of the last minute. For a leveraged long"
        " that is",
        right(
            "worse on a wick, better in a fall that goes on",
            "A wick of {depth:%0} for {length} seconds closes a {leverage:#0}× long on the instant price. A mean of"
            " {least} seconds or more spares it, and one of more than {most} leaves debt in the worst hour.",
        ),
        wrong(
            "safer in every case: nothing that it shows is stale any more",
            "It is also true to the second while a wick lasts, and a wick comes back after you are closed.",
            misconception=72,
        ),
        wrong(
            "worse in every case: it is noisier",
            "In a fall that goes on, the mean is half a minute late. In the worst {minute} maintenance lasts {lasts}.",
        ),
        numbers={
            "depth": DEPTH,
            "length": LENGTH,
            "leverage": LEVERAGE,
            "least": least_window(DEPTH, LENGTH, ROOM),
            "most": most_window(MAINTENANCE, *fall_of("hour")),
            "minute": SPEEDS["minute"],
            "lasts": _s(LASTS["minute"]),
        },
    ),
    Question(
        "median_lag",
        "Prices fall steadily. A median of the last {window} seconds, one price a second, shows the price of",
        right(
            "{half} seconds ago",
            "In a steady fall the price in the middle by size is the one in the middle by time: half of the window"
            " ago, as with a mean.",
        ),
        wrong(
            "now: a median only throws outliers away",
            "It throws away the newest prices too: in a fall they are the lowest. It is {half} seconds late.",
            misconception=73,
        ),
        wrong("{oldest} seconds ago", "That is the oldest price in the window. The one in the middle is half as old."),
        numbers={"window": WINDOW, "half": (WINDOW - 1) // 2, "oldest": WINDOW - 1},
    ),
    Question(
        "old_or_wrong",
        "A feed publishes when BTC has moved by 0.5 %, and at least once a day. In January 2022 its oldest price was"
        " {old:#0} minutes old. How far was it off the one-minute price at most, when nothing delayed it?",
        right(
            "{error:%1}",
            "The threshold bounds the error, however long nothing happens. One minute of delay made it {delayed:%1}:"
            " the delay is what lets the price run away.",
        ),
        wrong("{delayed:%1}", "That is its largest error when everything arrives one minute late.", misconception=77),
        wrong(
            "nobody can say: it was hours old",
            "Old is not wrong here: for hours the price had not left a band of 0.5 %. At most it was off by"
            " {error:%1}.",
            misconception=74,
        ),
        numbers={"old": OLD, "error": ERROR[0], "delayed": ERROR[1]},
    ),
    Question(
        "halt_risk",
        "Your venue stands still for eight hours. Of all such stretches since 2020, BTC longs at 10× with"
        " {maintenance:%1} of maintenance were past their liquidation price at the end",
        right(
            "{any}, but {wild} where the hour before was wild",
            "The price goes on elsewhere, and venues break when it is wild. Neither your stop nor your top-up works"
            " meanwhile.",
        ),
        wrong(
            "never: while nothing trades, nobody is liquidated",
            "Not meanwhile, but with the first price after it. Until then you cannot act either.",
            misconception=75,
        ),
        wrong(
            "{any}, whatever the hour before the silence was like",
            "Wild hours come in a row: after one it was {wild}, and that is when venues stop.",
        ),
        numbers={"maintenance": MAINTENANCE, "any": one_in(ANY), "wild": one_in(WILD)},
    ),
    Question(
        "stop_in_halt",
        "A chain stops for hours, and your stop rests on it. When it starts again far beyond your stop,",
        right(
            "the stop and the liquidation both wait for the first new price",
            "On 10 October 2025 dYdX's chain stood still for hours while ETH was up to {eth:%0} higher elsewhere; a"
            " 10× short has {short_wall:%1} of room. The price had come back by the end. Nobody could have known.",
        ),
        wrong(
            "the stop was filled at its price, as it was there first",
            "It lives on the chain that stood still. It is triggered by a price, and there was none.",
            misconception=18,
        ),
        wrong(
            "the venue makes good for what happened meanwhile",
            "Nobody owes you the prices between. What was made good after that halt was put to a vote, and was for"
            " wrong prices after the restart.",
            misconception=75,
        ),
        numbers={"eth": ETH, "short_wall": SHORT_WALL},
    ),
    Question(
        "who_pays",
        "Orders on a venue fill at the price it sees, a minute late, with a threshold of 0.5 % and a fee of 0.05 % a"
        " side. In January 2022, somebody who only compared two prices would have made, of a position,",
        right(
            "{total:%0}, and would have lost with the price after the order",
            "{trades:#0} trades; the others on the venue paid for it. Filled at the next price the same rule lost"
            " {lost:%0}.",
        ),
        wrong(
            "nothing: 0.5 % is too little for two fees",
            "Two fees are 0.1 %. The threshold, and what a minute adds to it, is several times as much.",
        ),
        wrong(
            "{total:%0}, at whichever price orders fill",
            "Who must take the price *after* the order has no free look: it lost.",
        ),
        numbers={
            "total": LOOKED["seen"]["total"],
            "trades": LOOKED["seen"]["trades"],
            "lost": -LOOKED["next"]["total"],
        },
    ),
    Question(
        "whale",
        "dYdX closes at most {limit:$} of a subaccount in a block of about half a second. With a perfect oracle,"
        " closing {whale:$} takes",
        right(
            "at least {blocks} blocks, since each has a limit",
            "{whale:$} ÷ {limit:$} = {blocks}, some {time}. A limit that spares the book makes the venue late for"
            " large positions.",
        ),
        wrong(
            "one block: the oracle is right, so it acts at once",
            "It begins at once. The limit a block then makes it at least {blocks}.",
            misconception=19,
        ),
        wrong(
            "a second or two, as for any position",
            "A position of {limit:$} or less may be. This one needs at least {blocks} blocks.",
        ),
        claim="C30",
        numbers={"limit": LIMIT, "whale": WHALE, "blocks": blocks(WHALE), "time": _s(blocks(WHALE) * 0.5)},
    ),
)

"""Recall of lesson 12: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.oracles_and_latency.book import LEVERAGE, MAINTENANCE, SPEEDS, fall_of
from course.lessons.oracles_and_latency.clocks import LIMIT, blocks
from course.lessons.oracles_and_latency.halt import one_in, share
from course.lessons.oracles_and_latency.stale_price import look
from course.lessons.oracles_and_latency.windows import ROOM
from course.margin import liquidation_distance, time_to_act
from course.number_format import percent
from course.simulation import least_window, most_window
from course.simulation.fact_tables import stored
from course.teaching.quiz import Option, Question, Quiz
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
    (
        Question(
            "same_seconds",
            say(
                "In BTC's worst hour a venue with {maintenance:%1} of maintenance may be {s} late with a 10×"
                " long. With a 40× long it may be late by",
                maintenance=MAINTENANCE,
                s=_s(LASTS["hour"]),
            ),
            (
                Option(
                    f"{_s(LASTS['hour'])}",
                    correct=True,
                    explain="Bankruptcy lies one maintenance fraction below the liquidation price, at any leverage. Only where that"
                    " strip lies depends on it.",
                ),
                Option(
                    say("{s}, a quarter", s=_s(LASTS["hour"] / 4)),
                    explain=say(
                        "At 40× the liquidation price is nearer to your entry. From there on it is the same"
                        " {maintenance:%1}, and {s}.",
                        maintenance=MAINTENANCE,
                        s=_s(LASTS["hour"]),
                    ),
                    misconception=71,
                ),
                Option(
                    say("{s}: less margin is at stake", s=_s(4 * LASTS["hour"])),
                    explain="Less is posted, and most of it is gone at the liquidation price. What is left there is the maintenance"
                    " requirement, as large as at 10×.",
                ),
            ),
            claim="C31",
        ),
        Question(
            "faster",
            "A venue could show you the price of every instant instead of a mean of the last minute. For a leveraged long that is",
            (
                Option(
                    "worse on a wick, better in a fall that goes on",
                    correct=True,
                    explain=say(
                        "A wick of {depth:%0} for {length} seconds closes a {leverage:#0}× long on the instant"
                        " price. A mean of {least_window} seconds or more spares it, and one of more than"
                        " {most_window} leaves debt in the worst hour.",
                        depth=DEPTH,
                        length=LENGTH,
                        leverage=LEVERAGE,
                        least_window=least_window(DEPTH, LENGTH, ROOM),
                        most_window=most_window(MAINTENANCE, *fall_of("hour")),
                    ),
                ),
                Option(
                    "safer in every case: nothing that it shows is stale any more",
                    explain="It is also true to the second while a wick lasts, and a wick comes back after you are closed.",
                    misconception=72,
                ),
                Option(
                    "worse in every case: it is noisier",
                    explain=say(
                        "In a fall that goes on, the mean is half a minute late. In the worst {minute}"
                        " maintenance lasts {s}.",
                        minute=SPEEDS["minute"],
                        s=_s(LASTS["minute"]),
                    ),
                ),
            ),
        ),
        Question(
            "median_lag",
            say(
                "Prices fall steadily. A median of the last {window} seconds, one price a second, shows the price of",
                window=WINDOW,
            ),
            (
                Option(
                    say("{window} seconds ago", window=(WINDOW - 1) // 2),
                    correct=True,
                    explain="In a steady fall the price in the middle by size is the one in the middle by time: half of the window ago,"
                    " as with a mean.",
                ),
                Option(
                    "now: a median only throws outliers away",
                    explain=say(
                        "It throws away the newest prices too: in a fall they are the lowest. It is {window}"
                        " seconds late.",
                        window=(WINDOW - 1) // 2,
                    ),
                    misconception=73,
                ),
                Option(
                    say("{window} seconds ago", window=WINDOW - 1),
                    explain="That is the oldest price in the window. The one in the middle is half as old.",
                ),
            ),
        ),
        Question(
            "old_or_wrong",
            say(
                "A feed publishes when BTC has moved by 0.5 %, and at least once a day. In January 2022 its"
                " oldest price was {old:#0} minutes old. How far was it off the one-minute price at most, when"
                " nothing delayed it?",
                old=OLD,
            ),
            (
                Option(
                    percent(ERROR[0], 1),
                    correct=True,
                    explain=say(
                        "The threshold bounds the error, however long nothing happens. One minute of delay made"
                        " it {error:%1}: the delay is what lets the price run away.",
                        error=ERROR[1],
                    ),
                ),
                Option(
                    percent(ERROR[1], 1),
                    explain="That is its largest error when everything arrives one minute late.",
                    misconception=77,
                ),
                Option(
                    "nobody can say: it was hours old",
                    explain=say(
                        "Old is not wrong here: for hours the price had not left a band of 0.5 %. At most it"
                        " was off by {error:%1}.",
                        error=ERROR[0],
                    ),
                    misconception=74,
                ),
            ),
        ),
        Question(
            "halt_risk",
            say(
                "Your venue stands still for eight hours. Of all such stretches since 2020, BTC longs at 10×"
                " with {maintenance:%1} of maintenance were past their liquidation price at the end",
                maintenance=MAINTENANCE,
            ),
            (
                Option(
                    say(
                        "{one_in}, but {one_in_2} where the hour before was wild",
                        one_in=one_in(ANY),
                        one_in_2=one_in(WILD),
                    ),
                    correct=True,
                    explain="The price goes on elsewhere, and venues break when it is wild. Neither your stop nor your top-up works"
                    " meanwhile.",
                ),
                Option(
                    "never: while nothing trades, nobody is liquidated",
                    explain="Not meanwhile, but with the first price after it. Until then you cannot act either.",
                    misconception=75,
                ),
                Option(
                    say("{one_in}, whatever the hour before the silence was like", one_in=one_in(ANY)),
                    explain=say(
                        "Wild hours come in a row: after one it was {one_in}, and that is when venues stop.",
                        one_in=one_in(WILD),
                    ),
                ),
            ),
        ),
        Question(
            "stop_in_halt",
            "A chain stops for hours, and your stop rests on it. When it starts again far beyond your stop,",
            (
                Option(
                    "the stop and the liquidation both wait for the first new price",
                    correct=True,
                    explain=say(
                        "On 10 October 2025 dYdX's chain stood still for hours while ETH was up to {eth:%0}"
                        " higher elsewhere; a 10× short has {short_wall:%1} of room. The price had come back by"
                        " the end. Nobody could have known.",
                        eth=ETH,
                        short_wall=SHORT_WALL,
                    ),
                ),
                Option(
                    "the stop was filled at its price, as it was there first",
                    explain="It lives on the chain that stood still. It is triggered by a price, and there was none.",
                    misconception=18,
                ),
                Option(
                    "the venue makes good for what happened meanwhile",
                    explain="Nobody owes you the prices between. What was made good after that halt was put to a vote, and was for"
                    " wrong prices after the restart.",
                    misconception=75,
                ),
            ),
        ),
        Question(
            "who_pays",
            "Orders on a venue fill at the price it sees, a minute late, with a threshold of 0.5 % and a fee of 0.05 % a side. In January"
            " 2022, somebody who only compared two prices would have made, of a position,",
            (
                Option(
                    say(
                        "{total:%0}, and would have lost with the price after the order", total=LOOKED["seen"]["total"]
                    ),
                    correct=True,
                    explain=say(
                        "{trades:#0} trades; the others on the venue paid for it. Filled at the next price the"
                        " same rule lost {total:%0}.",
                        trades=LOOKED["seen"]["trades"],
                        total=-LOOKED["next"]["total"],
                    ),
                ),
                Option(
                    "nothing: 0.5 % is too little for two fees",
                    explain="Two fees are 0.1 %. The threshold, and what a minute adds to it, is several times as much.",
                ),
                Option(
                    say("{total:%0}, at whichever price orders fill", total=LOOKED["seen"]["total"]),
                    explain="Who must take the price *after* the order has no free look: it lost.",
                ),
            ),
        ),
        Question(
            "whale",
            say(
                "dYdX closes at most {limit:$} of a subaccount in a block of about half a second. With a"
                " perfect oracle, closing {whale:$} takes",
                limit=LIMIT,
                whale=WHALE,
            ),
            (
                Option(
                    say("at least {blocks} blocks, since each has a limit", blocks=blocks(WHALE)),
                    correct=True,
                    explain=say(
                        "{whale:$} ÷ {limit:$} = {blocks}, some {s}. A limit that spares the book makes the"
                        " venue late for large positions.",
                        whale=WHALE,
                        limit=LIMIT,
                        blocks=blocks(WHALE),
                        s=_s(blocks(WHALE) * 0.5),
                    ),
                ),
                Option(
                    "one block: the oracle is right, so it acts at once",
                    explain=say(
                        "It begins at once. The limit a block then makes it at least {blocks}.", blocks=blocks(WHALE)
                    ),
                    misconception=19,
                ),
                Option(
                    "a second or two, as for any position",
                    explain=say(
                        "A position of {limit:$} or less may be. This one needs at least {blocks} blocks.",
                        limit=LIMIT,
                        blocks=blocks(WHALE),
                    ),
                ),
            ),
            claim="C30",
        ),
    ),
)

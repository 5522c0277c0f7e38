"""Explain: late, needed, smoothed; with the numbers of the picture that is late."""

from __future__ import annotations

from course.explorers.prose import derivation
from course.lessons.oracles_and_latency.book import fall_of
from course.lessons.oracles_and_latency.late_venue import acted
from course.lessons.oracles_and_latency.windows import KINDS, ROOM, edges
from course.number_format import number, percent, stated, times
from course.simulation.fact_tables import stored
from course.texts import say

#: What happened at either end: where, when and what was lost, as the pages say that are linked with it.
DAI_AT, DAI_LEAST, DAI_MOST = 1.30, 89, 103
LUNA_STOOD, LUNA_WAS, LUNA_LOST = 0.107, 0.01, 11.2
DAI_PAGE = "https://decrypt.co/49657/oracle-exploit-sees-100-million-liquidated-on-compound"
DAI_MORE = "https://www.quadrigainitiative.com/casestudy/compoundpricefeederror.php"
LUNA_PAGE = "https://cryptonews.com.au/news/defi-protocols-report-significant-losses-amid-luna-price-exploit-94780/"
SIP_PAGE = "https://sips.synthetix.io/sips/sip-32"


def words(speed: str, lag: float, maintenance: float, leverage: float) -> str:
    """What follows from the two prices, with the present numbers beside each line (HTML)."""
    lag = float(round(lag))
    fall, span = fall_of(speed)
    found = acted(speed, lag, maintenance, leverage)
    wall, f = number(found["wall"], 2), number(1 - fall, 4)
    rows = [
        (
            "bankruptcy = liquidation price × (1 − m)",
            f"{wall} × {number(1 - maintenance, 4)} = {number(found['wall'] * (1 - maintenance), 2)}",
        ),
        (
            "it lasts T · ln(1 − m) ÷ ln(1 − f)",
            say(
                "{span:#0} · ln {maintenance:#4} ÷ ln {f} = {lasts:#1} s",
                span=span,
                maintenance=1 - maintenance,
                f=f,
                lasts=found["lasts"],
            ),
        ),
        (
            "acted on = liquidation price × (1 − f)^(late ÷ T)",
            f"{wall} × {f}^({number(lag, 0)} ÷ {number(span, 0)}) = {number(found['price'], 2)}",
        ),
        (
            "enough: m = 1 − (1 − f)^(late ÷ T)",
            f"1 − {f}^({number(lag, 0)} ÷ {number(span, 0)}) = {percent(found['needed'], 2)}",
        ),
    ]
    left = max(found["equity"], 0.0)
    end = (
        say("{debt:$0} is owed", debt=found["debt"])
        if round(found["debt"]) >= 1
        else say("{left:$0} is left", left=left)
    )
    return say(
        "{table}<p>Maintenance {maintenance:%~}, {lag:#0} s late: {end}. Of these lines only the prices know the leverage.</p>",
        table=derivation(
            say("Late, with the numbers of the picture"), rows, f=say("the fall"), T=say("the seconds that it takes")
        ),
        maintenance=maintenance,
        lag=lag,
        end=end,
    )


def errors(depth: float, length: float, window: float, speed: str) -> str:
    """The two errors of one test, with the wick and the fall of the picture, and where each has happened (HTML)."""
    length = float(round(length))
    k, d, room = number(length, 0), stated(depth, 0), percent(ROOM)
    found = {kind: edges(depth, length, speed, kind) for kind in KINDS}
    half = "" if depth / 2 > ROOM else ", or just 2 · k while half of the depth is within your room"
    rows = [
        (
            "a mean spares the wick from k · depth ÷ room on",
            say("{k} · {d} ÷ {room}: {mean} s", k=k, d=d, room=room, mean=found["mean"][0]),
        ),
        (
            say("a median when W is more than 2 · k{half}", half=half),
            say("2 · {k}: {median} s", k=k, median=found["median"][0]),
        ),
        (
            "both are (W − 1) ÷ 2 late in a steady fall, so no debt up to",
            say("{mean} s and {median} s", mean=found["mean"][1], median=found["median"][1]),
        ),
    ]
    if depth <= ROOM:
        rows[:2] = [("a wick within your room needs no window", say("{d} is not more than {room}", d=d, room=room))]
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    return say(
        "<table class='cx-derivation'><caption>A window W against a wick of k seconds, with the numbers of"
        " the picture</caption><tbody>{body}</tbody></table><p>So the median is the better one for wicks"
        " deeper than twice your room. A median over several <em>sources</em> is not late at all, and"
        " forgets what fewer than half of them say.</p><p>Both errors have happened. On 26 November 2020"
        " DAI reached {dai_at:$2} on Coinbase Pro, whose price Compound took, and {dai_least:$} to"
        " {dai_most:$} million were liquidated there within a day (<a href='{dai_page}'>Decrypt</a>, <a"
        " href='{dai_more}'>Quadriga Initiative</a>). In May 2022 a feed of LUNA stopped at {luna_stood:$3}"
        " while the market went to {luna_was:$2}, and Venus lost {luna_lost:$1} million to loans taken"
        " against it (<a href='{luna_page}'>Crypto News Australia, 17 May 2022</a>).</p>",
        body=body,
        dai_at=DAI_AT,
        dai_least=DAI_LEAST,
        dai_most=DAI_MOST,
        dai_page=DAI_PAGE,
        dai_more=DAI_MORE,
        luna_stood=LUNA_STOOD,
        luna_was=LUNA_WAS,
        luna_lost=LUNA_LOST,
        luna_page=LUNA_PAGE,
    )


def free(deviation: str, delay: str, fee: str, fill: str) -> str:
    """What bounds the error of a feed, and when it is worth a trade, with the numbers of the picture (HTML)."""
    key = (float(deviation), int(delay))
    error, day_old = (stored("feed").value("largest_error", key[0], heartbeat, key[1]) for heartbeat in (60, 1_440))
    oldest = stored("feed").value("oldest", key[0], 1_440, key[1])
    rows = [
        (
            "error ≤ threshold + what the price does within the delay",
            say("{key:%~} + …: {error:%} at most", key=key[0], error=error),
        ),
        (
            "with a heartbeat of a day the price grows old, not wrong",
            say("{oldest:#0} min, {day_old:%} at most", oldest=oldest, day_old=day_old),
        ),
        (
            "a look is worth it when the gap is more than both fees",
            f"2 · {stated(float(fee), 2)} = {percent(2 * float(fee))}",
        ),
        ("an error in your own money: leverage × error", f"{times(10)} · {percent(error)} = {percent(10 * error, 1)}"),
    ]
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    return say(
        "<table class='cx-derivation'><caption>A feed that pushes, with the numbers of the"
        " picture</caption><tbody>{body}</tbody></table><p>In December 2019 Synthetix kept its crypto"
        " prices off a feed whose threshold, {value:%0}, was larger than its own fee (<a"
        " href='{sip_page}'>SIP-32</a>). What helps is a price that is made after the order.</p>",
        body=body,
        value=0.01,
        sip_page=SIP_PAGE,
    )

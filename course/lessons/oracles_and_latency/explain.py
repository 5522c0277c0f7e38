"""Explain: late, needed, smoothed; with the numbers of the picture that is late."""

from __future__ import annotations

from course.lessons.oracles_and_latency.book import fall_of
from course.lessons.oracles_and_latency.late import acted
from course.lessons.oracles_and_latency.windows import KINDS, ROOM, edges
from course.simulation.facts import stored
from course.words import number, percent, stated, times, usd

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
            f"{number(span, 0)} · ln {number(1 - maintenance, 4)} ÷ ln {f} = {number(found['lasts'], 1)} s",
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
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    left = max(found["equity"], 0.0)
    end = f"{usd(found['debt'], 0)} is owed" if round(found["debt"]) >= 1 else f"{usd(left, 0)} is left"
    return (
        "<table class='cx-derivation'><caption>Late, with the numbers of the picture: f falls within T seconds</caption>"
        f"<tbody>{body}</tbody></table>"
        f"<p>Maintenance {stated(maintenance)}, {number(lag, 0)} s late: {end}. Of these lines only the prices know the leverage.</p>"
    )


def errors(depth: float, length: float, window: float, speed: str) -> str:
    """The two errors of one test, with the wick and the fall of the picture, and where each has happened (HTML)."""
    length = float(round(length))
    k, d, room = number(length, 0), stated(depth, 0), percent(ROOM)
    found = {kind: edges(depth, length, speed, kind) for kind in KINDS}
    half = "" if depth / 2 > ROOM else ", or just 2 · k while half of the depth is within your room"
    rows = [
        ("a mean spares the wick from k · depth ÷ room on", f"{k} · {d} ÷ {room}: {found['mean'][0]} s"),
        (f"a median when W is more than 2 · k{half}", f"2 · {k}: {found['median'][0]} s"),
        (
            "both are (W − 1) ÷ 2 late in a steady fall, so no debt up to",
            f"{found['mean'][1]} s and {found['median'][1]} s",
        ),
    ]
    if depth <= ROOM:
        rows[:2] = [("a wick within your room needs no window", f"{d} is not more than {room}")]
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    return (
        "<table class='cx-derivation'><caption>A window W against a wick of k seconds, with the numbers of the picture</caption>"
        f"<tbody>{body}</tbody></table>"
        "<p>So the median is the better one for wicks deeper than twice your room. A median over several <em>sources</em> is not late"
        " at all, and forgets what fewer than half of them say.</p>"
        f"<p>Both errors have happened. On 26 November 2020 DAI reached {usd(DAI_AT, 2)} on Coinbase Pro, whose price Compound took, and"
        f" {usd(DAI_LEAST)} to {usd(DAI_MOST)} million were liquidated there within a day (<a href='{DAI_PAGE}'>Decrypt</a>,"
        f" <a href='{DAI_MORE}'>Quadriga Initiative</a>). In May 2022 a feed of LUNA stopped at {usd(LUNA_STOOD, 3)} while the market"
        f" went to {usd(LUNA_WAS, 2)}, and Venus lost {usd(LUNA_LOST, 1)} million to loans taken against it"
        f" (<a href='{LUNA_PAGE}'>Crypto News Australia, 17 May 2022</a>).</p>"
    )


def free(deviation: str, delay: str, fee: str, fill: str) -> str:
    """What bounds the error of a feed, and when it is worth a trade, with the numbers of the picture (HTML)."""
    key = (float(deviation), int(delay))
    error, day_old = (stored("feed").value("largest_error", key[0], heartbeat, key[1]) for heartbeat in (60, 1_440))
    oldest = stored("feed").value("oldest", key[0], 1_440, key[1])
    rows = [
        ("error ≤ threshold + what the price does within the delay", f"{stated(key[0])} + …: {percent(error)} at most"),
        (
            "with a heartbeat of a day the price grows old, not wrong",
            f"{number(oldest, 0)} min, {percent(day_old)} at most",
        ),
        (
            "a look is worth it when the gap is more than both fees",
            f"2 · {stated(float(fee), 2)} = {percent(2 * float(fee))}",
        ),
        ("an error in your own money: leverage × error", f"{times(10)} · {percent(error)} = {percent(10 * error, 1)}"),
    ]
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    return (
        "<table class='cx-derivation'><caption>A feed that pushes, with the numbers of the picture</caption>"
        f"<tbody>{body}</tbody></table>"
        f"<p>In December 2019 Synthetix kept its crypto prices off a feed whose threshold, {percent(0.01, 0)}, was larger than its own"
        f" fee (<a href='{SIP_PAGE}'>SIP-32</a>). What helps is a price that is made after the order.</p>"
    )

"""What people paste is not always the whole answer and nothing else: what can be read is, and what cannot says where.

Envelopes, rows alone or below each other, answers without their balances, pages, notes around a table, units in its header.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from course.venues import portfolios
from course.venues.portfolios import PortfolioError
from tests.venues.portfolios import examples
from tests.venues.portfolios.test_malformed import (
    BINANCE,
    BYBIT,
    CCXT,
    DYDX,
    HYPERLIQUID,
    OKX,
    OWN,
    marked,
)  # fmt: skip

CSV = examples.CSV_DESK
BTC = "cross,BTC,0.8,58000,60000,0.0125,0.025\n"
HEAD = "pool,market,size,entry,mark,maintenance,initial"


def row(text: str, number: int = 0) -> str:
    """One row of a list, as it stands there."""
    return json.dumps(json.loads(text)[number], indent=1)


def pools(*texts: str, **answers: Any) -> Any:
    found = portfolios.read(*texts, answers={k.replace("__", ":"): v for k, v in answers.items()})
    return found.pools, found.marks


SAME = {
    "under result": (f'{{"status": 200, "result": {BINANCE}}}', BINANCE),
    "under result, in an account": (f'{{"id": "7", "result": {{"data": {BINANCE}}}}}', BINANCE),
    "a message of a channel": (f'{{"type": "subscribed", "contents": {DYDX}}}', DYDX),
    "the page's data of one user": (f'{{"clearinghouseState": {HYPERLIQUID}, "serverTime": 1}}', HYPERLIQUID),
    "an account in a list": (f"[{HYPERLIQUID}]", HYPERLIQUID),
    "what a tool kept": (f'{{"url": "…", "body": {OKX}}}', OKX),
    "a row alone": (row(BINANCE), f"[{row(BINANCE)}]"),
    "a row of ccxt alone": (row(CCXT), CCXT),
    "rows by their markets": (f'{{"BTC/USDT:USDT": {row(CCXT)}}}', CCXT),
    "rows below each other": (f"{row(BINANCE)}\n{row(BINANCE, 1)}", BINANCE),
    "fenced, as in a chat": (f"```json\n{HYPERLIQUID}\n```\n", HYPERLIQUID),
    "a fenced table": (f"```\n{CSV}```", CSV),
    "a table of notes": ("| " + CSV.strip().replace("\n", " |\n| ").replace(",", " | ").replace(
        "initial |\n", "initial |\n|---|---|--:|:-:|---|---|---|\n") + " |\n", CSV),
    "commented": ("# mine\n" + CSV.replace(BTC, f"# the long\n{BTC}"), CSV),
    "units behind the names": (CSV.replace("entry,mark", "entry ($),mark [USDT]").replace("size", "Size (coins)"), CSV),
    "columns in per cent": ("pool,market,size,entry,mark,maintenance (%)\ncross,USD,500\ncross,BTC,1,60000,60000,1.25\n",
                            "pool,market,size,entry,mark,maintenance\ncross,USD,500\ncross,BTC,1,60000,60000,0.0125\n"),
    "a comma at every end": (CSV.replace("\n", ",\n").replace(",,,,,\n", ",,,,\n"), CSV),
}  # fmt: skip


@pytest.mark.parametrize(("pasted", "plain"), SAME.values(), ids=SAME.keys())
def test_the_same_in_another_wrapping(pasted: str, plain: str) -> None:
    answers = {"collateral:cross": 1_000.0}
    found, due = (portfolios.read(text, answers=answers) for text in (pasted, plain))
    assert (found.pools, found.marks, found.modes) == (due.pools, due.marks, due.modes)
    assert found.pools


# ---- what is asked where a part is missing: no money is taken for none -------------------------------------------------


def without(text: str, *names: str) -> str:
    """A JSON text with some names taken out wherever they stand."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in names}
        return [bare(v) for v in value] if isinstance(value, list) else value

    return json.dumps(bare(json.loads(text)))


COINS = '{"result": {"list": [{"totalEquity": "900", "coin": [{"coin": "BTC", "walletBalance": "1"}]}]}}'
OKX_COINS = '{"code": "0", "data": [{"totalEq": "9", "details": [{"ccy": "BTC", "cashBal": "1"}]}]}'
ACCOUNT = json.dumps(examples.BINANCE_ACCOUNT)
PARTIAL = {
    "dYdX without balances and equity": ((without(DYDX, "assetPositions", "equity"),), {}),
    "Binance without its assets": ((without(ACCOUNT, "assets", "totalCrossWalletBalance"),), {}),
    "Binance, assets without the cross wallet": ((without(ACCOUNT, "crossWalletBalance"),), {}),
    "Bybit, a wallet of coins": ((BYBIT, COINS), {"mode": "cross"}),
    "Bybit, a wallet without balances": ((BYBIT, without(COINS, "walletBalance")), {"mode": "cross"}),
    "OKX, a balance of coins": ((OKX, OKX_COINS), {}),
    "OKX, a balance without amounts": ((OKX, without(OKX_COINS, "cashBal")), {}),
    "our own without collateral": ((without(OWN, "collateral"),), {}),
    "a table without its money": ((CSV.replace("cross,USD,7500,,,,\n", ""),), {}),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "answers"), PARTIAL.values(), ids=PARTIAL.keys())
def test_money_that_is_not_there_is_asked_for(texts: tuple[str, ...], answers: dict[str, Any]) -> None:
    found = portfolios.read(*texts, answers=answers)
    named = next(q.key for q in found.asked if q.key.startswith("collateral:"))
    whole = portfolios.read(*texts, answers={**answers, **{q.key: 1_234.0 for q in found.asked if q.unit == "$"}})
    assert whole.pools[named.partition(":")[2]].collateral == 1_234.0


def test_what_an_equity_leaves_for_the_cash() -> None:
    """6,000 of equity, and no open profit but 7 on the short: 5,993 of collateral; an empty balance is one of nothing."""
    found = portfolios.read(without(DYDX, "assetPositions"))
    assert found.ready
    assert found.pools["cross"].collateral == pytest.approx(5_993)
    assert found.differences == ()
    empty = DYDX.replace(
        '"assetPositions": {"USDC": {"symbol": "USDC", "side": "SHORT", "size": "9000"}}', '"assetPositions": {}'
    )
    assert portfolios.read(empty).pools["cross"].collateral == pytest.approx(60_000 - 45_000)


def test_a_page_is_said_to_be_one() -> None:
    paged = BYBIT.replace('"category": "linear"', '"category": "linear", "nextPageCursor": "AAA%3A1"')
    (said,) = dict(portfolios.read(paged, answers={"mode": "cross"}).left_out)
    assert "further page" in said
    assert "limit=200" in said
    last = BYBIT.replace('"AAAUSDT"', '"CCCUSDT"').replace('"BBBUSDT"', '"DDDUSDT"')
    assert not portfolios.read(paged, last, answers={"mode": "cross"}).left_out


# ---- what cannot be read says where ------------------------------------------------------------------------------------

WRAPPED = f'{{"status": 200,\n "result": {BINANCE}}}'
BAD = {
    "a fault in an envelope": (WRAPPED.replace('"-3"', '¦"x"'), "positionAmt is 'x'", "a number"),
    "a fault of a row alone": (row(BINANCE).replace('"0.5"', '¦"x"'), "positionAmt is 'x'", "a number"),
    "a fault of the second of two rows": (
        f"{row(BINANCE)}\n{row(BINANCE, 1)}".replace('"-3"', '¦"x"'), "positionAmt is 'x'", "a number",
    ),
    "a fault in rows by their markets": (
        f'{{"BTC": {row(CCXT)}}}'.replace("58000", '¦"x"'), "entryPrice is 'x'", "a number",
    ),
    "a row of nothing": (BINANCE.replace("[{", "[¦null, {", 1), "[0] is 'null'", "{…}"),
    "an object for a name": (HYPERLIQUID.replace('"BTC"', '¦{"a": 1}', 1), "coin is {…}", "a name"),
    "a list for a size": (HYPERLIQUID.replace('"0.8"', "¦[1]", 1), "szi is […]", "a size"),
    "a stream of inverse contracts": (
        json.dumps(examples.BYBIT_STREAM, indent=1).replace('"linear"', '¦"inverse"'), "category is 'inverse'", "linear",
    ),
    "a name before JSON": (f"const positions = ¦{BINANCE}", "file", "what stands before it"),
    "a sentence before JSON": (f"My account today:\n\n ¦{HYPERLIQUID}", "file", "what stands before it"),
    "a table and JSON": (f"{CSV}¦{HYPERLIQUID}", "file", "what stands before it"),
    "a sentence behind JSON": (f"{OWN}\n¦that is all", "file", "to its end"),
    "two tables": (f"{CSV}\npool,market,¦size,entry,mark,maintenance,initial\n", "size is 'size'", "a number"),
    "a total below a table": (f"{CSV}Total,¦,,,,,\n", "market", "it is missing"),
    "a total of sizes": (f"{CSV},Total,10,¦,,,\n", "entry", "it is missing"),
    "euros for collateral": (CSV.replace("cross,USD,7500,", "cross,EUR,7500,¦"), "entry", "one of USD, USDC, USDT"),
    "a coin for collateral": (f"{CSV}cross,BTC,0.5,¦,,,\n", "entry", "one of USD, USDC, USDT"),
    "one row with other signs": (CSV.replace(BTC, "¦" + BTC.replace(",", ";")), "row is 'cross;BTC", "separated"),
    "a row that breaks off": (CSV.replace(BTC, "cross,BTC,0.8,¦\n"), "entry", "it is missing"),
    "two spellings of a pool": (CSV.replace("cross,ETH", "¦Cross,ETH"), "pool is 'Cross'", "“cross”"),
    "requirements exchanged": (CSV.replace("0.0125,0.025", "0.025,¦0.0125"), "initial is '0.0125'", "exchanged"),
    "dollars for sizes": (CSV.replace("size,", "¦size ($),"), "header is 'size ($)'", "in coins"),
    "contracts for sizes": (CSV.replace("size,", "¦size (contracts),"), "header is 'size (contracts)'", "in coins"),
    "a price in euros": (CSV.replace("entry,", "¦entry (EUR),"), "header is 'entry (EUR)'", "entry (USDT)"),
    "a cell without a name": (CSV.replace("initial\n", "\n").replace("0.025\n", "¦0.025\n", 1), "header", "column 7"),
    "a unit in a cell": (CSV.replace("0.8,", "¦0.8 BTC,"), "size is '0.8 BTC'", "a number"),
    "brackets for a minus": (CSV.replace("-10,", "¦(10),"), "size is '(10)'", "a number"),
    "a spreadsheet's error": (CSV.replace("0.0125,", "¦#N/A,"), "maintenance is '#N/A'", "a number"),
    "a dash for nothing": (CSV.replace("0.0125,", "¦-,"), "maintenance is '-'", "a number"),
    "a formula": (CSV.replace("58000", "¦=29000*2"), "entry is '=29000*2'", "a number"),
    "a mark of quotation within": (CSV.replace("cross,SOL", 'cross,¦"SO"L'), "row", "quotation mark"),
    "a leverage of nothing": (
        f"{HEAD},leverage\n{BTC.strip()},¦0\n", "leverage is '0'", "between 1 and 1000",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says", "do"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_says_where(text: str, says: str, do: str) -> None:
    bare, line, column = marked(text)
    assert line is not None
    assert column is not None
    if "," in text and "{" not in text:  # tables count cells
        column = marked(text)[0].split("\n")[line - 1][: column - 1].count(",") + 1
    with pytest.raises(PortfolioError) as error:
        portfolios.read(bare, answers={"mode": "cross", "collateral:cross": 1.0})
    message = str(error.value)
    assert says in message, message
    assert do in message, message
    assert (error.value.line, error.value.column) == (line, column), message
    assert len(message) < 300


def test_comments_are_counted() -> None:
    assert dict(portfolios.read(f"# mine\n{CSV}").left_out) == {"lines of comment": 1}

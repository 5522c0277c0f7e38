"""Many lives of one kind of trade, by how often each has lost so far: an account depends on nothing else.

With the outcomes of :class:`course.simulation.lives.Trades` an account after t trades, of which n were lost and g of these were
the larger losses, stands at

    ln A = (t − n) · ln(1 + s · payoff) + (n − g) · ln(1 − s) + g · ln(1 − s · tail_loss),

so that it is down to a level from some n on, and no account need be worked out to count the lives that were. What is counted
here are the very lives of :func:`course.simulation.lives.chances_to_fall` and :func:`course.simulation.lives.accounts`, which
take any outcomes, in a fraction of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.simulation.lives import Trades
from course.simulation.rows import Floats
from course.validation import within


def _so_far(counts: Any) -> Any:
    """Sums down the rows, in place: a row at a time, several times as fast as a running sum in each column."""
    for before, now in pairwise(counts):
        now += before
    return counts


@dataclass(frozen=True)
class Tally:
    """Losses so far of many lives.

    Attributes:
        trades: the kind of trade.
        lost: how many of a life's first t trades were lost, t = 1, 2 …, shape (trades, lives).
        large: how many of these were the larger losses.

    >>> kind = Trades(win=0.5, payoff=1.0)
    >>> Tally.of(kind, [[0.2, 0.7, 0.9]]).accounts(0.5, [1, 3]).round(6).tolist()
    [[1.5, 0.375]]
    """

    trades: Trades
    lost: Any
    large: Any

    @classmethod
    def of(cls, trades: Trades, luck: ArrayLike) -> Tally:
        """What even draws from 0 to 1 bring, shape (lives, trades): the same as in :meth:`Trades.draw`."""
        drawn = np.ascontiguousarray(np.atleast_2d(within("luck", luck, 0.0, 1.0)).T)
        count = np.min_scalar_type(len(drawn))
        lost = drawn >= trades.win
        large = lost & (drawn >= trades.first_large)
        return cls(trades, *(_so_far(each.astype(count)) for each in (lost, large)))

    @property
    def planned(self) -> Tally:
        """The same lives without the larger losses: each of them as planned."""
        return Tally(Trades(self.trades.win, self.trades.payoff), self.lost, np.zeros_like(self.large))

    def _factors(self, shares: Any) -> Any:
        """What a win, a loss and a larger loss multiply the account by, shape (3, shares)."""
        outcomes = [self.trades.payoff, -1.0, -self.trades.tail_loss]
        return np.maximum(1.0 + np.multiply.outer(outcomes, shares), np.finfo(float).tiny)

    def accounts(self, share: float, after: ArrayLike) -> Floats:
        """The accounts after some trades, from the first on, as multiples of the start, shape (lives, after)."""
        t = np.atleast_1d(np.asarray(within("after", after, 1, len(self.lost)), int))
        factors = self._factors(within("share", share, 0.0))
        win, loss, large = np.log(factors)
        lost, much = self.lost[t - 1], self.large[t - 1]
        found = np.exp(t[:, np.newaxis] * win + lost * (loss - win) + much * (large - loss))
        for count, factor in zip((lost, much), factors[1:], strict=True):
            if factor == np.finfo(float).tiny:  # nothing is left after the first
                found[count > 0] = 0.0
        return np.asarray(found.T)

    def chances_to_fall(self, shares: ArrayLike, left: float = 0.5) -> Floats:
        """Share of the lives that were ever down to ``left``, for each share risked, shape (shares,)."""
        risked = np.atleast_1d(np.asarray(within("shares", shares, 0.0), float))
        level = np.log(within("left", left, 0.0, 1.0, open_low=True, open_high=True)) + 1e-12
        trades, most = len(self.lost), int(self.large[-1].max()) + 1
        t, g = np.arange(1, trades + 1)[:, np.newaxis], np.arange(most)
        found = []
        for win, loss, large in np.log(self._factors(risked)).T:
            if loss == win:  # nothing is risked
                found.append(0.0)
                continue
            # The least number of losses with which an account is down to the level, g of them larger ones.
            enough = np.ceil((level - t * win - g * (large - loss)) / (loss - win))
            need = np.clip(enough, 0, trades + 1).astype(np.min_scalar_type(trades + 1))
            need = need[:, :1] if large == loss else need.ravel().take(self._place, mode="clip")
            found.append(float((self.lost >= need).any(axis=0).mean()))
        return np.array(found)

    @cached_property
    def _place(self) -> Any:
        """Where in a table by trades and larger losses each life is found after each trade."""
        most = int(self.large[-1].max()) + 1
        return self.large + np.arange(len(self.large))[:, np.newaxis] * most

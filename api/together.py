"""What many ask in the same moment is asked once for all of them.

Nobody waits for company: whoever comes first asks at once and alone. Those who come while that goes on wait for its end and are
asked for together, so a rush costs a few long questions in place of thousands of short ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import gevent
from gevent.event import AsyncResult

from api.db import OUT_OF_REACH

Question = TypeVar("Question")
Reply = TypeVar("Reply")


class Together(Generic[Question, Reply]):
    """`ask_all` gives one reply for each question, in their order."""

    def __init__(self, ask_all: Callable[[Sequence[Question]], Sequence[Reply]], most: int) -> None:
        self._ask_all, self._most = ask_all, most
        self._waiting: list[tuple[Question, AsyncResult[Reply]]] = []
        self._is_asking = False

    def ask(self, question: Question) -> Reply:
        """The reply to one question. Raises what asking it raised."""
        told: AsyncResult[Reply] = AsyncResult()
        self._waiting.append((question, told))
        if not self._is_asking:
            self._is_asking = True
            # In a greenlet of its own: whoever asked first may be given up, the others may not.
            gevent.spawn(self._ask_those_who_wait)
        reply: Reply = told.get()
        return reply

    def _ask_those_who_wait(self) -> None:
        try:
            while self._waiting:
                now, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                self._ask_for(now)
        finally:
            self._is_asking = False

    def _ask_for(self, some: list[tuple[Question, AsyncResult[Reply]]]) -> None:
        try:
            replies = self._ask_all([question for question, _ in some])
        except OUT_OF_REACH as error:
            # Who waited behind them has waited as long, and would wait for a frozen database once more.
            behind, self._waiting = self._waiting, []
            for _, told in some + behind:
                told.set_exception(error)
        except Exception as error:
            if len(some) == 1:
                some[0][1].set_exception(error)
                return
            # What is wrong with one must not be held against the others.
            for one in some:
                self._ask_for([one])
        else:
            for (_, told), reply in zip(some, replies, strict=True):
                told.set(reply)

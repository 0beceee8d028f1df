"""State tables: a state changes only through a named move."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from core.kernel.refusal import Conflict


class IllegalMove(Conflict):
    """The thing is not in a state from which the move is possible; facts name both."""

    code = "states.illegal_move"


State = TypeVar("State", bound=StrEnum)


class Machine(Generic[State]):
    """A table of moves: name -> (states it may leave, state it arrives at)."""

    def __init__(self, **moves: tuple[set[State], State]) -> None:
        self.moves: Mapping[str, tuple[set[State], State]] = moves

    def can(self, state: State, move: str) -> bool:
        """Say whether the move is possible from a state."""
        return state in self.moves[move][0]

    def destination(self, state: State, move: str) -> State:
        """Give the state a move leads to; raises IllegalMove where the table has no such way."""
        leaves, arrives = self.moves[move]
        if state not in leaves:
            raise IllegalMove(move=move, state=str(state))
        return arrives

    def moves_from(self, state: State) -> list[str]:
        """List the moves possible from a state, in the order of the table."""
        return [move for move in self.moves if self.can(state, move)]

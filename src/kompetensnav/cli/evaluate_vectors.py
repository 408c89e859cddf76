"""The vectors of this installation, with a bar on screen while many texts are embedded: that takes minutes."""

from collections.abc import Callable, Sequence

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kompetensnav.cli.screen import Screen
from kompetensnav.engine.linking.vectors import Encoder, Floats
from kompetensnav.runtime.home import home
from kompetensnav.runtime.vectors import VectorCache

_SHOWN_FROM = 200  # texts; fewer take seconds
_STEP = 32  # texts between two moves of the bar


class ShownCache(VectorCache):
    """The cache below the home folder."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(home() / "vectors")
        self._screen = screen

    def vectors(
        self, encoder: Encoder, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Floats:
        missing = len(self.missing(encoder, texts))
        if missing < _SHOWN_FROM:
            return super().vectors(encoder, texts, progress)
        bar = Progress(
            TextColumn(self._screen.words.say("evaluate.embedding")),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._screen.err,
            transient=True,
        )
        with bar:
            task = bar.add_task("", total=missing)
            return super().vectors(_Counting(encoder, lambda n: bar.advance(task, n)), texts, progress)


class _Counting:
    """The same encoder, a few texts at a time, telling how many it has done."""

    def __init__(self, encoder: Encoder, done: Callable[[int], None]) -> None:
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self._encoder, self._done = encoder, done

    def encode(self, texts: Sequence[str]) -> Floats:
        parts = []
        for start in range(0, len(texts), _STEP):
            parts.append(self._encoder.encode(texts[start : start + _STEP]))
            self._done(len(parts[-1]))
        return np.vstack(parts)

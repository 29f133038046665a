"""What is said to somebody who gets ready, or who is lost from sight: one instruction at a time, without nagging."""

from __future__ import annotations

import math

from .rule import Ready, Rule
from .say import GO, LOST, SET_UP, Say, length
from .session import NOBODY, PAUSED, READY, SETUP, Update

#: Seconds after which an instruction that is still unmet is said again; then after twice as long, up to LONGEST.
REPEAT, LONGEST = 8.0, 32.0
#: Seconds for which a new instruction must stand before it is said: poses on the way are not commented.
SETTLED = 1.0
#: The same once the start pose is taken: it counts from a second later, and "hold still" is heard before "go"; half a
#: second is what it takes to see that somebody is at an angle.
TAKEN = 0.6
#: From this many times on, an unmet instruction is followed by a sentence on the start position: it may have meant little.
ONCE_MORE = 3

COME = "Come into the picture, from head to feet."
IN_IT = "If you are in it, bring the laptop closer, or switch on a light."
LOST_WORDS = f"I cannot see you. I have paused. {COME}"
HIDDEN_WORDS = "I cannot see enough of you. I have paused. Is something in the way, or out of the picture?"

_WORDS = {
    "nobody": f"I cannot see anybody. {COME}",
    "hold": "Good. Hold still.",
    "still": "Good. Now hold still.",
    "left": "Paused. Come back to the start position when you are ready.",
}


class Instructor:
    """Guides into the start pose, and says "go" in it. rate: how fast the voice speaks, 1 is its usual pace."""

    def __init__(self, rule: Rule, rate: float = 1.0) -> None:
        self.rule, self.rate = rule, rate
        self._told: dict[str, tuple[float, int]] = {}  # when last (s), and how often since the last "go"
        self._pending: tuple[str, float] = ("", math.inf)
        self._state = ""
        self._begun = self._owes_go = False
        self._still_until = -math.inf

    def hear(self, update: Update, busy_until: float, heard_at: float) -> list[Say]:
        """What to say after this update. busy_until: until when anything is being said (s). heard_at: until when that is
        said which "go" must not cut off (s)."""
        before, self._state = self._state, update.state
        if update.state == READY and before in (SETUP, NOBODY, ""):
            self._told = {}
            self._begun = self._owes_go = True
        if self._owes_go:
            return self._go(update, max(heard_at, self._still_until))
        text = self._instruction(update)
        if text != self._pending[0]:
            self._pending = (text, update.t)
        told_at, times = self._told.get(text, (-math.inf, 0))
        patience = min(REPEAT * 2 ** (times - 1), LONGEST)
        taken = update.missing in ("hold", "still")
        settled = update.t - self._pending[1] >= (TAKEN if taken else SETTLED)
        if not text or not settled or update.t - told_at < patience or update.t < busy_until:
            return []
        self._told[text] = update.t, times + 1
        words = " ".join((text, *self._more(update, times + 1)))
        if taken:
            self._still_until = update.t + length(words, self.rate)
        return [Say(update.t, LOST if update.state == PAUSED else SET_UP, words)]

    def _go(self, update: Update, heard_at: float) -> list[Say]:
        """Said once what was said before it has been heard; no longer to who has begun, or has left the place again."""
        if update.state == READY and update.t < heard_at:
            return []
        self._owes_go = False
        return [Say(update.t, GO, "Ready. Go.")] if update.state == READY else []

    def _more(self, update: Update, times: int) -> tuple[str, ...]:
        """What may help somebody to whom the instruction alone did not."""
        if times > 1 and update.missing == "nobody":
            return (IN_IT,)
        if times >= ONCE_MORE and any(update.missing is ready for ready in self.rule.ready):
            return (self.rule.setup[(times - ONCE_MORE) % len(self.rule.setup)],)
        return ()

    def _instruction(self, update: Update) -> str:
        if update.state not in (SETUP, NOBODY, PAUSED):
            return ""
        if isinstance(update.missing, Ready):
            return f"I have paused. {update.missing.words}" if update.state == PAUSED else update.missing.words
        if update.missing == "hidden":
            return HIDDEN_WORDS
        if update.missing == "nobody" and self._begun:
            return LOST_WORDS
        return _WORDS.get(update.missing or "", "")

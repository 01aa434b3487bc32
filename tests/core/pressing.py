"""What everybody presses and writes, in whatever order, in `test_properties`."""

from hypothesis import strategies as st

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from tests.core.making import PHASES, RESIDENTS, any_text, content

STRANGE = (-1, 0, 99)
picks = st.integers(0, 20)
"""Which proposal is meant, mostly one that there is: see `Hall.pick`."""
keys = st.sampled_from(["prioritas", "cadangan", "cadangan", "lain", ""])
rounds = st.sampled_from([1, 1, 2, 2, 0, 3])
console = st.one_of(
    st.builds(c.CloseRound, rounds),
    st.builds(c.RevealRound, rounds),
    st.builds(c.ExtendTimer, st.integers(-1, 200)),
    st.builds(c.BlankScreen, st.booleans()),
    st.builds(c.ChooseScreen, st.sampled_from(["", "agenda", "usulan", "hasil"]), rounds),
    st.builds(c.DecideProposal, rounds, st.sampled_from(["", "mufakat", "belum"]), st.just("pagu")),
    st.builds(c.AgreeRanks, st.lists(rounds, max_size=3).map(tuple)),
    st.builds(c.AnswerPromise, rounds, st.just("selesai"), st.just("Lurah")),
    st.builds(c.AskQuestion, st.just("tanya"), st.just(""), st.just("Kapan parit dikeruk?")),
    st.builds(c.AnswerQuestion, rounds, st.just("Lurah")),
    st.builds(c.RaiseParticipantLimit, st.integers(-1, 4000)),
)
choices = st.one_of(st.just(()), st.lists(picks, max_size=4))
authors = st.sampled_from(RESIDENTS)
refs = st.integers(1, 12).map("kiriman-{:02}".format)
reasons = st.one_of(st.sampled_from(["ganda", "bukan kewenangan kota"]), any_text)
sound = st.builds(content, title=st.sampled_from(["Parit", "Titi kayu", "Lampu jalan", "Posyandu"]))
beginnings = st.sampled_from(["", "usulan", "musyawarah", "musyawarah", "pemungutan"])
"""The phase in which everybody begins to press everything; empty: not even opened."""
plans = st.sampled_from(
    [
        {},
        {"rules": Rules(moderation="sesudah", propose_in=("usulan", "musyawarah", "pemungutan"))},
        {"phases": PHASES[1:5]},
    ]
)
STEPS = {
    "open": lambda step: c.OpenMeeting(),
    "phase": lambda step: c.EnterPhase(int(step.target)),
    "round": lambda step: c.OpenRound(step.target),
    "close-round": lambda step: c.CloseRound(int(step.target)),
    "reveal": lambda step: c.RevealRound(int(step.target)),
    "publish": lambda step: c.PublishMeeting(),
}
"""What the buttons of the console ask for."""

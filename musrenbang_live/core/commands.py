"""What somebody can ask of a meeting. Whether it happens is for `core.deciding` to say."""

from msgspec import Struct

from musrenbang_live.core.events import PromiseState, ProposalContent, Verdict
from musrenbang_live.core.plan import Show


class Command(Struct, frozen=True):
    """Base of all commands."""


class OpenMeeting(Command, frozen=True):
    """Begin, with the first phase."""


class EnterPhase(Command, frozen=True):
    """Go to phase `index`. A voting phase opens its round on `options` (empty: all shown)."""

    index: int
    options: tuple[int, ...] = ()


class ExtendTimer(Command, frozen=True):
    """Give the present phase `minutes` more."""

    minutes: int


class SubmitProposal(Command, frozen=True):
    """Hand in a proposal. `ref` is the sender's id for it; `assisted` when typed for somebody.

    `origin`: the proposal of another meeting that it continues, as `<join code>/<number>`, or the
    report of a resident that it was before, as `lapor/<number of the report>`.
    """

    ref: str
    author: str
    content: ProposalContent
    proposer: str = ""
    assisted: bool = False
    origin: str = ""


class EditProposal(Command, frozen=True):
    """Change a proposal; `author` is the participant who asks, empty for the committee."""

    number: int
    content: ProposalContent
    author: str = ""


class ApproveProposal(Command, frozen=True):
    """Show a waiting or hidden proposal to everybody."""

    number: int


class HideProposal(Command, frozen=True):
    """Stop showing a proposal, with a reason that is kept and published."""

    number: int
    reason: str


class MergeProposal(Command, frozen=True):
    """Keep `number` as part of `into`."""

    number: int
    into: int


class UnmergeProposal(Command, frozen=True):
    """Let a merged proposal stand alone again."""

    number: int


class FocusProposal(Command, frozen=True):
    """Put a proposal before everybody's eyes; 0 for none."""

    number: int


class DecideProposal(Command, frozen=True):
    """Record what the meeting decided about a proposal; no `verdict` takes it back.

    `belum` wants a `code` of `core.deliberating.REASON_CODES`, and `lain` a `reason` in words.
    """

    number: int
    verdict: Verdict
    code: str = ""
    reason: str = ""


class AgreeRanks(Command, frozen=True):
    """Record the agreed priorities, the first first; none takes them back.

    `voted` is the order of the vote that was before the facilitator's eyes, empty without a vote:
    where the agreed order is another one, a `reason` is needed.
    """

    order: tuple[int, ...]
    voted: tuple[int, ...] = ()
    reason: str = ""


class AskQuestion(Command, frozen=True):
    """Ask. `ref` is the sender's id for it; `name` is published, empty for nobody's."""

    ref: str
    author: str
    text: str
    name: str = ""


class ApproveQuestion(Command, frozen=True):
    """Show a waiting or hidden question to everybody."""

    number: int


class HideQuestion(Command, frozen=True):
    """Stop showing a question, with a reason that is kept and published."""

    number: int
    reason: str


class AnswerQuestion(Command, frozen=True):
    """Record that somebody whose function is `by` answered; without `text`: aloud."""

    number: int
    by: str
    text: str = ""


class FocusQuestion(Command, frozen=True):
    """Put a question before everybody's eyes; 0 for none."""

    number: int


class BringPromise(Command, frozen=True):
    """Put before this meeting what one of `year` agreed. `cost` in rupiah, None if not known."""

    year: int
    title: str
    neighborhood: str = ""
    cost: int | None = None
    origin: str = ""
    state: PromiseState = "belum"


class AnswerPromise(Command, frozen=True):
    """Record what an official, whose function is `by`, says became of it."""

    number: int
    state: PromiseState
    by: str
    text: str = ""


class CarryPromise(Command, frozen=True):
    """Make a proposal of this meeting, with `content`, of what was not kept."""

    number: int
    ref: str
    content: ProposalContent


class ChooseScreen(Command, frozen=True):
    """Have the projector show `show`, of it the one with `number`; empty: follow the meeting."""

    show: Show
    number: int = 0


class Nominate(Command, frozen=True):
    """Let somebody stand for election as a delegate. `ref` is the sender's id for it, `woman` None
    where it was not told."""

    ref: str
    name: str
    woman: bool | None
    neighborhood: str = ""


class WithdrawCandidate(Command, frozen=True):
    """Take a candidate off the ballot to come."""

    number: int


class AcclaimDelegates(Command, frozen=True):
    """Record that these candidates are delegates by acclamation; none takes it back."""

    candidates: tuple[int, ...]


class OpenRound(Command, frozen=True):
    """Open the planned round `key` on `options` (empty: all shown proposals)."""

    key: str
    options: tuple[int, ...] = ()


class CloseRound(Command, frozen=True):
    """Close the open round; its ballots are sealed."""

    number: int


class RevealRound(Command, frozen=True):
    """Make the result of a closed round public, and go to the phase that shows it."""

    number: int


class DrawLots(Command, frozen=True):
    """Record the order in which lots were drawn among equals of a closed round."""

    number: int
    order: tuple[int, ...]


class CountHands(Command, frozen=True):
    """Record the hands that were raised in the hall for the open round `number`.

    `people` took part; `figures` are rows of an option and its figures under the columns of the
    rule, options without hands may be left out; `by` is who counted (a function, not a resident's
    name). A count replaces the one before it; no people and no hands take it back.
    """

    number: int
    people: int
    figures: tuple[tuple[int, ...], ...] = ()
    by: str = ""


class BlankScreen(Command, frozen=True):
    """The panic key: empty the projector, or show the meeting again."""

    blank: bool


class RaiseParticipantLimit(Command, frozen=True):
    """Let up to `limit` participants join by the open link. It is never lowered."""

    limit: int


class PrintCards(Command, frozen=True):
    """Number `count` more voter cards; `after` is how many the asker knows to be printed."""

    count: int
    after: int


class IssueCard(Command, frozen=True):
    """Number one more voter card for a phone that asks. `ref` is the id of the asking."""

    ref: str


class ActivateCards(Command, frozen=True):
    """The cards from `first` to `last` are handed out at the door: from now on they vote."""

    first: int
    last: int


class RefuseCard(Command, frozen=True):
    """Void a card that is not handed out, and only such a one, for a reason that is published."""

    number: int
    reason: str


class VoidCard(Command, frozen=True):
    """A card may not vote any more, for a reason that is kept and published."""

    number: int
    reason: str


class ReplaceCard(Command, frozen=True):
    """Void the card `old` and hand out `new` for it."""

    old: int
    new: int


class VoidLeftovers(Command, frozen=True):
    """Void every card that was printed and not handed out."""


class CloseMeeting(Command, frozen=True):
    """End the meeting."""


class PublishMeeting(Command, frozen=True):
    """Put the result in the public archive, closing the meeting first if need be."""


AnyCommand = (
    OpenMeeting
    | EnterPhase
    | ExtendTimer
    | SubmitProposal
    | EditProposal
    | ApproveProposal
    | HideProposal
    | MergeProposal
    | UnmergeProposal
    | FocusProposal
    | DecideProposal
    | AgreeRanks
    | AskQuestion
    | ApproveQuestion
    | HideQuestion
    | AnswerQuestion
    | FocusQuestion
    | BringPromise
    | AnswerPromise
    | CarryPromise
    | ChooseScreen
    | Nominate
    | WithdrawCandidate
    | AcclaimDelegates
    | OpenRound
    | CloseRound
    | RevealRound
    | DrawLots
    | CountHands
    | BlankScreen
    | RaiseParticipantLimit
    | PrintCards
    | IssueCard
    | ActivateCards
    | RefuseCard
    | VoidCard
    | ReplaceCard
    | VoidLeftovers
    | CloseMeeting
    | PublishMeeting
)

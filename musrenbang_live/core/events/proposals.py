"""What happens to proposals until they are decided."""

from msgspec import Struct

from musrenbang_live.core.events.base import Event


class ProposalContent(Struct, frozen=True, kw_only=True):
    """What a proposal says. `cost` in rupiah; figures are None until somebody knows them.

    `catalog`: the code of the item of the catalogue it asks for, empty outside the catalogue;
    `unit_cost`: rupiah for one `unit`; `agency`: the city agency that would build it.
    """

    title: str
    problem: str
    sector: str
    neighborhood: str
    landmark: str = ""
    screen_title: str = ""
    quantity: float | None = None
    unit: str = ""
    cost: int | None = None
    beneficiaries: int | None = None
    beneficiary_unit: str = ""
    catalog: str = ""
    unit_cost: int | None = None
    agency: str = ""


class ProposalSubmitted(Event, frozen=True):
    """A proposal was handed in and got `number`.

    `author` is a participant id or empty; `assisted` when somebody typed it for the author;
    `proposer` is the name to publish, empty unless the author asked for it. `origin`: the proposal
    of another meeting that it continues, as `<join code>/<number>`, or empty.
    """

    number: int
    author: str
    assisted: bool
    proposer: str
    content: ProposalContent
    origin: str = ""


class ProposalEdited(Event, frozen=True):
    """The wording or the figures of a proposal were changed."""

    number: int
    content: ProposalContent


class ProposalApproved(Event, frozen=True):
    """The committee looked at the proposal; from now on everybody sees it."""

    number: int


class ProposalHidden(Event, frozen=True):
    """The proposal is no longer shown, for `reason`."""

    number: int
    reason: str


class ProposalMerged(Event, frozen=True):
    """The proposal is kept as part of `into`, with its author and its supports."""

    number: int
    into: int


class ProposalUnmerged(Event, frozen=True):
    """The proposal stands alone again."""

    number: int


class ProposalFocused(Event, frozen=True):
    """The proposal is the one being spoken about; 0 for none."""

    number: int

"""The one way in which the meeting says no.

Every refusal has a code from `CODES`; the sentence a person reads is made from the code and the
details at the edge (`web.sayings`), in the person's language.
"""

from typing import Final

CODES: Final[dict[str, str]] = {
    "session_unknown": "no session has this join code",
    "session_not_open": "the meeting has not begun, or is over",
    "session_already_open": "the meeting has already begun",
    "session_not_closed": "only a closed meeting can be published",
    "session_published": "the result is published and can no longer change",
    "phase_unknown": "the plan has no such phase",
    "phase_closed": "this is not accepted in the present phase",
    "proposal_unknown": "no proposal has this number",
    "proposal_hidden": "the proposal is hidden",
    "proposal_not_pending": "only a proposal still waiting can be changed by its author",
    "proposal_not_yours": "only the author can change the proposal",
    "proposal_merged": "the proposal is part of another one",
    "proposal_not_merged": "the proposal is not part of another one",
    "proposal_in_vote": "the proposal is on the ballot of an open round",
    "proposal_limit": "this participant has too many proposals waiting",
    "merge_with_itself": "a proposal cannot be merged with itself",
    "sector_unknown": "the plan has no such sector",
    "neighborhood_unknown": "the plan has no such neighborhood",
    "reason_missing": "a reason must be given",
    "round_unknown": "the session has no such round",
    "round_already_open": "another round is still open",
    "round_not_open": "the round has not been opened",
    "round_closed": "the round is closed",
    "round_not_closed": "the round is not closed yet",
    "lists_not_ready": "the lists of a round are there once it is closed",
    "round_held": "this round of the plan was held already",
    "round_without_options": "there are no proposals to vote on",
    "option_without_cost": "a proposal on a ballot about money has no cost yet",
    "candidate_unknown": "no candidate has this number",
    "candidate_named_already": "somebody of this name stands already",
    "candidate_limit": "there are as many candidates as there can be",
    "candidate_in_vote": "candidates cannot change while people vote on them",
    "lots_not_planned": "the plan does not break ties of this round by lot",
    "lots_malformed": "lots name an option twice, or one that is not on the ballot",
    "hands_not_possible": "hands cannot be counted for this kind of round",
    "hands_too_many": "more hands than people were counted for an option",
    "hands_too_many_in_all": "more hands were counted than these people can raise",
    "hands_over_cards": "more people raised hands than there are cards left to vote with",
    "typed_nothing": "nothing was typed for the ballot",
    "typed_unreadable": "a part of what was typed for the ballot cannot be read",
    "typed_unknown": "a number that was typed is not on the ballot",
    "typed_twice": "a number was typed twice for one ballot",
    "typed_scores": "an option was given more or fewer scores than there are criteria",
    "paper_not_by_card": "paper ballots are typed by card code, and this meeting has none",
    "paper_first_due": "this paper was not typed a first time yet",
    "paper_second_due": "this paper was typed a first time and waits for the second",
    "paper_third_due": "two entries of this paper differ, and a third decides",
    "paper_counted": "this paper is counted already",
    "paper_beside": "the card of this paper has voted by another way, which stands",
    "paper_void": "this paper was typed twice as blank or invalid",
    "paper_not_typed": "nothing was typed for this paper",
    "paper_agreed": "both entries of this paper agree, and its ballot is being stored",
    "mark_malformed": "the ballot is not of the form this kind of round takes",
    "mark_unreadable": "a field of the ballot holds something that is no whole number",
    "mark_unknown_option": "the ballot names something that is not on it",
    "mark_duplicate_option": "the ballot names the same option twice",
    "mark_too_many": "more options are chosen than the round allows",
    "mark_too_many_points": "more points are given than a ballot has",
    "mark_too_many_on_one": "more points are given to one option than the round allows",
    "mark_incomplete": "an option is scored on some criteria only",
    "mark_same_place": "two options were given the same place",
    "mark_empty": "nothing is marked on a ballot that can be cast only once",
    "ballot_cast": "this participant has cast a ballot, which cannot be changed",
    "card_spent": "this voter card has cast a ballot, which cannot be changed",
    "mark_over_budget": "what is chosen costs more than there is",
    "text_missing": "the text is empty",
    "text_too_long": "the text is too long",
    "text_has_nik": "the text contains a 16-digit number, which may be a NIK",
    "text_has_phone": "the text contains what looks like a telephone number",
    "number_invalid": "not a number in the range that makes sense here",
    "participant_unknown": "this device has not joined the meeting",
    "cards_not_used": "votes of this meeting need no voter card",
    "card_needed": "only a voter card that was handed out can vote",
    "card_missing": "no card code was given",
    "card_symbol": "the code has a symbol that no card has",
    "card_length": "the code is too short or too long",
    "card_typo": "the check symbol says that the code is mistyped",
    "card_unknown": "no card of this meeting has this code",
    "card_inactive": "the card was not handed out yet",
    "card_void": "the card is void",
    "card_not_printed": "no card has this number",
    "card_not_active": "the card with this number is not handed out, or void",
    "card_not_waiting": "the card with this number is handed out already, or void",
    "cards_too_many": "this device holds as many cards as it may",
    "cards_are_printed": "voter cards of this meeting are printed; a phone cannot ask for one",
    "rights_by_desk": "vote rights of this meeting are asked for on a phone; there are no codes",
    "right_needed": "only a vote right that the desk has approved can vote",
    "right_void": "the vote right is void",
    "right_not_asked": "no phone was given this number",
    "right_not_active": "the number is not approved, or void",
    "right_not_waiting": "the number is approved already, or void",
    "rights_too_many": "this device has asked for as many vote rights as it may",
    "rights_queue_full": "too many numbers wait for the desk; ask again later",
    "cards_slowed": "too many wrong codes were tried; try again after the given time",
    "session_full": "all places for joining by link are taken; the facilitator can open more",
    "too_fast": "this participant sends too much at once; send again after the given time",
    "stale": "somebody else changed the meeting at the same moment",
    "busy": "many are sending at once; send again after the given time",
    "unsafe_storage": "the database does not promise to keep what it is given",
    "not_allowed": "this login may not do that",
    "message_malformed": "the message cannot be read",
    "message_too_large": "the message is too large",
    "page_expired": "the page is too old to be trusted; load it again",
    "login_failed": "name and password do not match",
    "link_used": "this link was used already, or is too old",
    "password_too_short": "the password is too short",
    "name_taken": "somebody already has this user name",
    "unavailable": "the database cannot be reached at this moment",
}
"""Every refusal code and its meaning in English, for programmers."""


class Rejected(Exception):
    """A request that the rules, or the moment, do not allow. Nothing was changed.

    `code` is a key of `CODES`; `details` are the figures the sentence needs
    (for example `limit=5`), plain values only.
    """

    def __init__(self, code: str, /, **details: str | int) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        figures = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{CODES[self.code]} ({figures})" if figures else CODES[self.code]

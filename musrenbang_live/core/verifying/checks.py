"""What is asked of a bundle. Each check gives a sentence about what holds, or raises `Malformed`.

The numbers are those of docs/proof.md.
"""

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.proof import bundle
from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.proof.merkle import prefix_roots
from musrenbang_live.core.proof.notes import read_key
from musrenbang_live.core.proof.public_log import SIGNED, word_hash
from musrenbang_live.core.verifying.case import Case, order_of
from musrenbang_live.core.words import known, receipt_words, root_words


def file(case: Case) -> str:
    """1: the zip is the one that was written, its manifest signed, every file as listed there."""
    files, key = case.files, case.key
    if case.asked.key and read_key(case.asked.key) != key:
        raise Malformed(f"the key is not the one you have: it is {key.text}")
    of = bundle.check_manifest(files, key, case.tools.verify)
    if of != case.origin:
        raise Malformed(f"the manifest is of {of}, the log of {case.origin}")
    if files[bundle.WORD_LIST] != bundle.word_list():
        raise Malformed("words.txt is not the list that receipts and roots are read with")
    whose = "the key you have" if case.asked.key else "a key that the file itself names"
    return f"{len(files)} files, every byte signed by {key.name}, {whose}"


def checkpoints(case: Case) -> str:
    """2: every signed root is that of the log, there is one wherever one belongs, and the last
    covers all of it."""
    found, log = case.checkpoints, case.log
    sizes = [checkpoint.size for checkpoint in found]
    if sizes != sorted(set(sizes)):
        raise Malformed("the checkpoints do not follow one another")
    roots = prefix_roots(log.leaves, sizes)
    for place, checkpoint in enumerate(found, 1):
        if roots.get(checkpoint.size) != checkpoint.root:
            raise Malformed(
                f"checkpoint {place} was signed over other lines than the first {checkpoint.size}"
            )
    for logged in log.events:
        if logged.kind in SIGNED and log.size_at(logged) not in roots:
            raise Malformed(f"no root was signed after record {logged.seq} ({logged.kind})")
    if not log.events or log.events[-1].kind != "MeetingPublished":
        raise Malformed("the log does not end with the publication")
    if not sizes or sizes[-1] != len(log.leaves):
        raise Malformed("the last checkpoint does not cover the whole log")
    last = " ".join(root_words(found[-1].root))
    return f"{len(found)} signed roots fit the log of {len(log.leaves)} lines; the last: {last}"


def older(case: Case) -> str:
    """3: the log begins with exactly the lines over which an older checkpoint was signed."""
    before = case.checkpoint(case.asked.older)
    root = prefix_roots(case.log.leaves, [before.size]).get(before.size)
    if root is None:
        raise Malformed(f"the older checkpoint covers {before.size} lines, more than there are")
    if root != before.root:
        raise Malformed(f"the first {before.size} lines are not those of the older checkpoint")
    return f"the first {before.size} lines are those signed in the older checkpoint"


def order(case: Case) -> str:
    """4: no record is missing or at the wrong place, and every text is the one that was logged."""
    course = case.course
    if course.wrong and not course.of_round:
        raise Malformed(course.wrong)
    logged = {each.seq: each for each in case.log.events}
    before = (0, 0)
    for text in case.texts:
        if text.seq not in logged:
            raise Malformed(f"there is a text of record {text.seq}, which is not there")
        of = logged[text.seq]
        here = order_of(text, of.kind)
        if here <= before:
            raise Malformed("the texts are not in the order of the log, each once")
        if word_hash(text.salt, text.text) != of.words.get(text.path):
            raise Malformed(f"{text.path} of record {text.seq} is not the text that was logged")
        before = here
    return f"{len(logged)} records without a gap, {len(case.texts)} texts as they were logged"


def rounds(case: Case) -> str:
    """5: every round was opened on the right paper, closed, listed at once, and revealed."""
    course, events = case.course, {each.seq: each for each in case.log.events}
    if course.wrong and course.of_round:
        raise Malformed(course.wrong)
    for number, block in case.blocks.items():
        before = events.get(block.after)
        closed = before and before.kind == "RoundClosed" and before.body == {"number": number}
        if not closed:
            raise Malformed(f"the block of round {number} does not stand behind its closing")
    held = case.meeting.rounds.values()
    if not all(round_.stage == "revealed" for round_ in held):
        raise Malformed("a round was not revealed before the publication")
    return f"{len(held)} rounds opened, closed, listed at their closing, then revealed"


def lists(case: Case) -> str:
    """6: no code, receipt or pseudonym twice in a round; the ballots are those that were listed."""
    if case.ballots.keys() != case.blocks.keys():
        raise Malformed("there is not exactly one file of ballots for each round")
    for number, block in case.blocks.items():
        for name in ("ballots", "receipts", "used"):
            listed: list[str] = getattr(block, name)
            if listed != sorted(set(listed)):
                raise Malformed(f"the {name} of round {number} are not in order, each once")
        sealed = case.ballots[number]
        if [each.hash for each in sealed] != block.ballots:
            raise Malformed(f"the ballots of round {number} are not those listed at its closing")
        if len({each.code for each in sealed}) != len(sealed):
            raise Malformed(f"a code stands on two ballots of round {number}")
    total = sum(map(len, case.ballots.values()))
    return f"{total} ballots, each as listed at the closing of its round, none twice"


def figures(case: Case) -> str:
    """7: receipts = ballots = cards used, and not more than cards that could vote."""
    for number, block in case.blocks.items():
        counted = len(block.receipts), len(block.ballots), len(block.used)
        if len(set(counted)) != 1:
            said = "round {}: {} receipts, {} ballots and {} cards used are not the same"
            raise Malformed(said.format(number, *counted))
        held = case.meeting.rounds[number]
        could = _could_vote(case.meeting, held)
        if could is not None and len(block.ballots) > could:
            raise Malformed(f"round {number}: {len(block.ballots)} ballots of {could} cards")
        raised = held.hands.people if held.hands else 0
        if could is not None and len(block.ballots) + raised > could:
            said = (
                "round {}: {} ballots and {} raised hands of {} cards, so the hands are not right"
            )
            raise Malformed(said.format(number, len(block.ballots), raised, could))
    each = (f"{number}: {len(block.ballots)}" for number, block in case.blocks.items())
    return f"receipts = ballots = cards used in every round ({', '.join(each) or 'none held'})"


def _could_vote(meeting: Meeting, held: Round) -> int | None:
    """The cards that were handed out by the closing; None where people voted by link."""
    if not meeting.plan.by_card:
        return None
    # A ballot that was unlinkable from the start cannot be taken out when its card is voided.
    return held.cards + (len(held.barred) if held.elects else 0)


def ballots(case: Case) -> str:
    """8: every ballot is one that the rule of its round takes, in its one normal form."""
    for number, sealed in case.ballots.items():
        held = case.meeting.rounds[number]
        for place, each in enumerate(sealed, 1):
            try:
                legal = held.plan.rule.valid(each.mark, held.paper)
            except Rejected as no:
                raise Malformed(f"ballot {place} of round {number} is not valid: {no}") from None
            if legal != each.mark or not each.mark:
                raise Malformed(f"ballot {place} of round {number} is blank or not in normal form")
    return f"{sum(map(len, case.ballots.values()))} ballots are valid by the rules of their rounds"


def receipt(case: Case) -> str:
    """10: the three words are those of a receipt of a closed round."""
    words = case.asked.receipt
    if not known(words):
        raise Malformed("a word of the receipt is not in the list; was it typed right?")
    held = [
        number
        for number, block in case.blocks.items()
        if words in map(receipt_words, block.receipts)
    ]
    if not held:
        raise Malformed(f"no ballot was counted for the receipt {' '.join(words)}")
    titles = ", ".join(case.meeting.rounds[number].plan.title for number in held)
    return f"a ballot was counted for the receipt {' '.join(words)}: {titles}"

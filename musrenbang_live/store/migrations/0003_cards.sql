-- Voter cards. What the log says of each, and of its code only a keyed hash: the key is not here.
-- A card without a hash was numbered but never printed.
CREATE TABLE card (
    session_id bigint REFERENCES session,
    number     int CHECK (number > 0),
    code_hash  bytea UNIQUE CHECK (octet_length(code_hash) = 32),
    state      text NOT NULL CHECK (state IN ('printed', 'active', 'void')),
    PRIMARY KEY (session_id, number)
);

-- Whoever votes by card is a participant of the card, apart from the person who holds it.
ALTER TABLE participant ADD COLUMN card int;
CREATE UNIQUE INDEX participant_card ON participant (session_id, card) WHERE card IS NOT NULL;

-- by_card: only cards vote. barred: those voided after they were handed out. They stand in this row
-- because a ballot in flight looks at it last, after whatever it had to wait for.
ALTER TABLE round ADD COLUMN by_card bool NOT NULL DEFAULT false,
    ADD COLUMN barred int[] NOT NULL DEFAULT '{}';

-- How many more wrong codes may be tried, which fills up again by the second; and all there were.
-- Phones and kiosks have a budget each, so that guessing phones cannot keep a kiosk waiting.
CREATE TABLE card_guess (
    session_id bigint REFERENCES session,
    kiosk      bool,
    left_over  double precision NOT NULL,
    counted_at timestamptz NOT NULL,
    wrong      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, kiosk)
);

-- What is published of a record, word for word, made when it happens: no later version of the
-- program may change it, or the roots that were signed over it would no longer fit.
ALTER TABLE event ADD COLUMN line text;

-- receipt: made by the phone beside the ref, the same through all changes of a choice.
-- via: how the ballot came in, on a phone or on paper.
ALTER TABLE ballot ADD COLUMN receipt uuid,
    ADD COLUMN via text NOT NULL DEFAULT 'ponsel' CHECK (via IN ('ponsel', 'kertas'));

-- The id of a mark is the ref of its ballot: only the phone that sent it knows which one it is.
-- Its via is empty where the ways in are too few ballots to be told apart.
ALTER TABLE mark ADD COLUMN via text NOT NULL DEFAULT '' CHECK (via IN ('', 'ponsel', 'kertas'));

-- The receipts of a closed round, and a number that means nothing for each who handed in a ballot:
-- as many as there are marks, and no row of any of the three tells which of another it belongs to.
CREATE TABLE receipt (
    session_id bigint,
    round      int,
    receipt    uuid,
    PRIMARY KEY (session_id, round, receipt),
    FOREIGN KEY (session_id, round) REFERENCES round
);
CREATE TABLE used (
    session_id bigint,
    round      int,
    used       uuid,
    PRIMARY KEY (session_id, round, used),
    FOREIGN KEY (session_id, round) REFERENCES round
);

-- Signed roots of the public log: the first size lines of it, up to the event seq.
CREATE TABLE checkpoint (
    session_id bigint REFERENCES session,
    seq        bigint,
    size       bigint NOT NULL CHECK (size > 0),
    root       bytea NOT NULL CHECK (octet_length(root) = 32),
    note       text NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (session_id, seq)
);

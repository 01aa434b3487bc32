-- How many ballots, blank ones left out, came by each way in a round that is closed; beside: papers
-- that were typed and not counted, because their cards had voted by another way.
CREATE TABLE channel (
    session_id bigint,
    round      int,
    via        text CHECK (via IN ('ponsel', 'kertas')),
    ballots    int NOT NULL CHECK (ballots >= 0),
    beside     int NOT NULL DEFAULT 0 CHECK (beside >= 0),
    PRIMARY KEY (session_id, round, via),
    FOREIGN KEY (session_id, round) REFERENCES round
);
-- No paper was typed before this.
INSERT INTO channel (session_id, round, via, ballots)
SELECT session_id, round, 'ponsel', count(*) FROM mark GROUP BY session_id, round;

-- People who raised hands.
ALTER TABLE round ADD COLUMN hands int NOT NULL DEFAULT 0 CHECK (hands >= 0);

-- Papers that are being typed, each twice. first and second tie a card to a choice, "x" is an
-- invalid paper: they are gone as soon as the paper counts, and the whole row when its round closes.
CREATE TABLE paper (
    session_id bigint,
    round      int,
    card       int,
    state      text NOT NULL
               CHECK (state IN ('untyped', 'first', 'differs', 'agreed', 'counted', 'beside', 'void')),
    first      jsonb,
    first_by   bigint,
    second     jsonb,
    second_by  bigint,
    rev        int NOT NULL DEFAULT 0,
    ref        uuid NOT NULL,
    PRIMARY KEY (session_id, round, card),
    FOREIGN KEY (session_id, round) REFERENCES round,
    CHECK ((first IS NULL) = (first_by IS NULL) AND (second IS NULL) = (second_by IS NULL)),
    CHECK ((state IN ('first', 'differs', 'agreed')) = (first IS NOT NULL)),
    CHECK ((state = 'differs') = (second IS NOT NULL))
) WITH (fillfactor = 70);

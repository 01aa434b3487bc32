-- Where people are voted on a ballot is cast once and never changed, as into a box of paper. Each
-- open round has one row: who has voted, what the ballots say, their receipts. Each list is in an
-- order of its own, and every ballot rewrites the whole row: nothing in it, nor the stamps and the
-- place PostgreSQL gives a row, tells which ballot is whose. ballots: {code: [mark, via]}.
-- spent: cards that may not vote here, because those they replace have voted.
CREATE TABLE urn (
    session_id bigint,
    round      int,
    voters     uuid[] NOT NULL DEFAULT '{}',
    ballots    jsonb NOT NULL DEFAULT '{}',
    receipts   uuid[] NOT NULL DEFAULT '{}',
    spent      int[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (session_id, round),
    FOREIGN KEY (session_id, round) REFERENCES round,
    CHECK (cardinality(voters) = cardinality(receipts))
);
-- Random ids do not compress; the ballots would, but every ballot waits for it.
ALTER TABLE urn ALTER voters SET STORAGE EXTERNAL, ALTER ballots SET STORAGE EXTERNAL,
    ALTER receipts SET STORAGE EXTERNAL;

-- once: ballots of this round go into its box.
ALTER TABLE round ADD COLUMN once bool NOT NULL DEFAULT false;
UPDATE round SET once = true, live_totals = false WHERE kind = 'delegasi';

-- A round that is open at this moment goes on with a box; a code or receipt that was sent twice is
-- the first one's, as at sealing.
WITH opened AS (
    DELETE FROM ballot USING round
    WHERE ballot.session_id = round.session_id AND ballot.round = number AND once AND stage = 'open'
    RETURNING ballot.*
), cast_ AS (
    SELECT session_id, round, participant, mark, via,
        CASE row_number() OVER (PARTITION BY session_id, round, ref ORDER BY participant)
            WHEN 1 THEN ref ELSE gen_random_uuid() END AS code,
        CASE WHEN receipt IS NOT NULL AND row_number() OVER (
                PARTITION BY session_id, round, receipt ORDER BY participant) = 1
            THEN receipt ELSE gen_random_uuid() END AS receipt
    FROM opened WHERE NOT blank
)
INSERT INTO urn (session_id, round, voters, ballots, receipts)
SELECT round.session_id, number,
    coalesce(array_agg(participant ORDER BY participant) FILTER (WHERE code IS NOT NULL), '{}'),
    coalesce(jsonb_object_agg(code, jsonb_build_array(mark, via))
        FILTER (WHERE code IS NOT NULL), '{}'),
    coalesce(array_agg(receipt ORDER BY receipt) FILTER (WHERE code IS NOT NULL), '{}')
FROM round LEFT JOIN cast_ ON cast_.session_id = round.session_id AND cast_.round = number
WHERE once AND stage = 'open' GROUP BY 1, 2;

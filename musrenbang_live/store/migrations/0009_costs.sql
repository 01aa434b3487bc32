-- What completes a proposal (its item of the catalogue, the price of one unit, the agency that would
-- build it), and the proposal of another meeting that it continues, as join code/number.
ALTER TABLE proposal
    ADD COLUMN catalog   text NOT NULL DEFAULT '',
    ADD COLUMN unit_cost bigint,
    ADD COLUMN agency    text NOT NULL DEFAULT '',
    ADD COLUMN origin    text NOT NULL DEFAULT '';
CREATE INDEX proposal_origin ON proposal (origin) WHERE origin <> '';

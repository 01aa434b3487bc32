-- Proposals that continue one of another meeting are found by the join code of that meeting, with
-- which their origin begins (CODE/number).
CREATE INDEX event_origin ON event (split_part(body ->> 'origin', '/', 1))
    WHERE kind = 'ProposalSubmitted' AND body ->> 'origin' <> '';

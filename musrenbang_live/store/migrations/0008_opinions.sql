-- What opinions are taken about now, as the log says; whoever closes a topic waits for those in
-- flight, which hold its row shared.
CREATE TABLE topic (
    session_id bigint REFERENCES session,
    topic      text CHECK (topic IN ('usulan', 'pertanyaan', 'janji')),
    number     int CHECK (number > 0),
    open       bool NOT NULL,
    PRIMARY KEY (session_id, topic, number)
);

-- What residents tapped; 0 was taken back. Like support without foreign keys: see there.
CREATE TABLE opinion (
    session_id  bigint,
    topic       text,
    number      int,
    participant uuid,
    ref         uuid NOT NULL,
    rev         bigint NOT NULL,
    value       smallint NOT NULL,
    words       text NOT NULL,
    PRIMARY KEY (session_id, topic, number, participant)
) WITH (fillfactor = 90);
CREATE INDEX opinion_participant ON opinion (session_id, participant);

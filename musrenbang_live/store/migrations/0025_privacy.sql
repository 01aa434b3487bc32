-- How often texts of a session's log were erased: who remembers another number reads it anew.
ALTER TABLE session ADD COLUMN erasures int NOT NULL DEFAULT 0;
CREATE OR REPLACE VIEW session_row AS
    SELECT id, code, epoch, seq, stage, plan, screen_generation, created_by, example,
        ms(created_at) AS created_at, ms(opened_at) AS opened_at, ms(closed_at) AS closed_at,
        ms(published_at) AS published_at, erasures
    FROM session;

-- Texts that were erased because somebody asked for it: what, where and by whom, never what it
-- said. code and number: of the meeting and the proposal or question; note: of an entry of its
-- notes; code is empty for a question to the council, and the number of a report for a report.
CREATE TABLE erasure (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('usulan', 'pertanyaan', 'catatan', 'tanya', 'aspirasi')),
    code      text NOT NULL,
    number    int NOT NULL,
    note      uuid,
    person_id bigint NOT NULL REFERENCES person
);

-- What was erased because its time of keeping was over: how much, never whose.
CREATE TABLE retention_run (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL,
    kind   text NOT NULL CHECK (kind IN ('hadir', 'tanya', 'masuk', 'lapor')),
    code   text NOT NULL,
    erased int NOT NULL CHECK (erased > 0)
);

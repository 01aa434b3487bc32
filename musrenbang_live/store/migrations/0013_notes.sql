-- Notes of a meeting (notulen), as short entries under a phase of the agenda. rev: how often the
-- entry was written; whoever writes says which rev was read, so that nobody overwrites another.
-- gone: deleted, and can be brought back until the meeting is published.
CREATE TABLE note (
    session_id bigint REFERENCES session,
    id         uuid,
    phase      int NOT NULL CHECK (phase >= 0),
    position   bigint GENERATED ALWAYS AS IDENTITY,
    text       text NOT NULL CHECK (text <> ''),
    rev        int NOT NULL DEFAULT 1 CHECK (rev > 0),
    by_person  bigint REFERENCES person,
    at         timestamptz NOT NULL,
    changed_by bigint REFERENCES person,
    changed_at timestamptz,
    gone       bool NOT NULL DEFAULT false,
    PRIMARY KEY (session_id, id)
);

-- What somebody is typing: of a browser (login), for the entry `note`, which is new while rev is 0.
CREATE TABLE note_draft (
    session_id bigint REFERENCES session,
    login      bigint REFERENCES login,
    note       uuid,
    phase      int NOT NULL CHECK (phase >= 0),
    text       text NOT NULL CHECK (text <> ''),
    rev        int NOT NULL CHECK (rev >= 0),
    at         timestamptz NOT NULL,
    PRIMARY KEY (session_id, login, note)
);

CREATE VIEW note_row AS
    SELECT session_id, note.id::text, phase, position, text, rev, ms(at) AS at,
        coalesce(writer.name, '') AS by, coalesce(changer.name, '') AS changed_by,
        ms(changed_at) AS changed_at, gone
    FROM note LEFT JOIN person AS writer ON writer.id = by_person
    LEFT JOIN person AS changer ON changer.id = changed_by;
CREATE VIEW note_draft_row AS
    SELECT session_id, note::text, login, phase, text, rev, ms(at) AS at, name AS by
    FROM note_draft JOIN login ON login.id = login JOIN person ON person.id = person_id;

-- The speaker list of a meeting. Its row is the gate: whoever changes the list holds it. asking:
-- phones may ask to speak; shown: the list stands on the wall.
CREATE TABLE speaker_board (
    session_id bigint PRIMARY KEY REFERENCES session,
    asking     bool NOT NULL DEFAULT false,
    shown      bool NOT NULL DEFAULT false
);

-- Who wants to speak, speaks, or has spoken. Names are personal data: erased_at says when they went.
CREATE TABLE speaker (
    session_id   bigint REFERENCES speaker_board,
    number       int CHECK (number > 0),
    ref          uuid NOT NULL,
    name         text NOT NULL,
    neighborhood text NOT NULL,
    gender       text NOT NULL CHECK (gender IN ('P', 'L', '')),
    participant  uuid,
    state        text NOT NULL DEFAULT 'waiting'
                 CHECK (state IN ('waiting', 'speaking', 'done', 'removed')),
    place        int NOT NULL,
    minutes      int NOT NULL CHECK (minutes > 0),
    asked_at     timestamptz NOT NULL,
    began_at     timestamptz,
    ended_at     timestamptz,
    erased_at    timestamptz,
    PRIMARY KEY (session_id, number),
    UNIQUE (session_id, ref),
    CHECK (state NOT IN ('speaking', 'done') OR began_at IS NOT NULL),
    CHECK ((state = 'done') <= (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX speaker_now ON speaker (session_id) WHERE state = 'speaking';
CREATE UNIQUE INDEX speaker_once ON speaker (session_id, participant)
    WHERE state IN ('waiting', 'speaking');

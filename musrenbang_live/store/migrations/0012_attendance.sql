-- Who came, as the official attendance list asks: the only personal data of a meeting beside what
-- participants tell on joining. Nothing in it names a participant, a phone or a voter card, and
-- times are whole minutes, so that the order of other acts tells nobody apart.
CREATE TABLE attendee (
    id            uuid PRIMARY KEY,
    session_id    bigint NOT NULL REFERENCES session,
    number        int NOT NULL CHECK (number > 0),
    name          text NOT NULL,
    organisation  text NOT NULL,
    age_band      text NOT NULL CHECK (age_band IN ('', '<17', '17-25', '26-45', '46-60', '>60')),
    gender        text NOT NULL CHECK (gender IN ('', 'P', 'L')),
    neighborhood  text NOT NULL,
    address       text NOT NULL,
    phone         text NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('meja', 'ponsel')),
    checked_in_at timestamptz,
    erased_at     timestamptz,
    UNIQUE (session_id, number),
    CHECK ((name = '') = (erased_at IS NOT NULL)),
    CHECK ((checked_in_at IS NULL) = (erased_at IS NOT NULL)),
    CHECK (erased_at IS NULL OR (address = '' AND phone = '')),
    CHECK (checked_in_at = date_trunc('minute', checked_in_at, 'UTC'))
);

-- The gate of a list: whoever raises `last` has the number. erased_at: when names went last.
CREATE TABLE attendance (
    session_id bigint PRIMARY KEY REFERENCES session,
    last       int NOT NULL DEFAULT 0,
    erased_at  timestamptz
);

-- From when the keeping of names is counted: the closing; of a meeting that was never closed the
-- last thing that happened in it.
CREATE VIEW attendance_end AS
    SELECT id, code, stage, attendance.erased_at, coalesce(closed_at, greatest(
        created_at,
        (SELECT at FROM event WHERE event.session_id = id ORDER BY seq DESC LIMIT 1),
        (SELECT max(checked_in_at) FROM attendee WHERE attendee.session_id = session.id),
        (SELECT max(joined_at) FROM participant WHERE participant.session_id = session.id)
    )) AS ended_at
    FROM session LEFT JOIN attendance ON attendance.session_id = session.id;

-- A line as it is read: its place in the list, without the gaps of lines that were taken off.
CREATE VIEW attendee_row AS
    SELECT session_id, id::text, row_number() OVER (PARTITION BY session_id ORDER BY number)::int
        AS number, name, organisation, age_band, gender, neighborhood, address, phone, kind,
        ms(checked_in_at) AS checked_in_at, ms(erased_at) AS erased_at
    FROM attendee;

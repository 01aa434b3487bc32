-- What the desk typed for the Berita Acara of a meeting; rev counts how often it was stored.
CREATE TABLE minutes (
    session_id bigint PRIMARY KEY REFERENCES session,
    rev        int NOT NULL CHECK (rev > 0),
    fields     jsonb NOT NULL
);

-- The kelurahan's own Word form, in place of the program's; checked before it came here.
CREATE TABLE word_form (
    session_id bigint PRIMARY KEY REFERENCES session,
    name       text NOT NULL,
    content    bytea NOT NULL,
    at         timestamptz NOT NULL
);

-- The signed paper. shown: whoever uploaded it said that what it shows of persons may be published.
CREATE TABLE scan (
    session_id bigint PRIMARY KEY REFERENCES session,
    name       text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('pdf', 'jpg', 'png')),
    content    bytea NOT NULL,
    shown      boolean NOT NULL DEFAULT false,
    at         timestamptz NOT NULL
);

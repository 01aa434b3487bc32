-- Texts in one, for the search of rows that keep them as a list.
CREATE FUNCTION spaced(words text[]) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN array_to_string(words, ' ');

-- News and documents of the council and of sessions, in Markdown. published_at may lie ahead: then
-- the article waits for that moment, and no job is needed. NULL is a draft; hidden_at takes back what
-- was public. happens: local wall-clock text of what is announced, as in plans; '' for nothing.
-- session_id and phase: the agenda point it belongs to, phase NULL for the whole meeting; in_hall:
-- phones in that hall may open it before it is public. rev counts how often it was stored.
CREATE TABLE article (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug         text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    kind         text NOT NULL CHECK (kind IN ('kabar', 'dokumen')),
    title        text NOT NULL CHECK (title <> ''),
    summary      text NOT NULL,
    body         text NOT NULL,
    tags         text[] NOT NULL,
    published_at timestamptz,
    hidden_at    timestamptz,
    happens      text NOT NULL DEFAULT '',
    minutes      int NOT NULL DEFAULT 0 CHECK (minutes >= 0),
    venue        text NOT NULL DEFAULT '',
    session_id   bigint REFERENCES session,
    phase        int CHECK (phase >= 0),
    in_hall      bool NOT NULL DEFAULT false,
    example      bool NOT NULL DEFAULT false,  -- invented data of a demonstration
    rev          int NOT NULL DEFAULT 1 CHECK (rev > 0),
    author       bigint REFERENCES person,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    search       tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('indonesian'::regconfig, title), 'A')
        || setweight(to_tsvector('indonesian'::regconfig, summary || ' ' || spaced(tags)), 'B')
        || setweight(to_tsvector('indonesian'::regconfig, body), 'C')) STORED,
    CHECK (session_id IS NOT NULL OR (phase IS NULL AND NOT in_hall))
);
CREATE INDEX article_published ON article (published_at DESC) WHERE hidden_at IS NULL;
CREATE INDEX article_session ON article (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX article_search ON article USING gin (search);
CREATE INDEX article_title ON article USING gin (title gin_trgm_ops);

-- Every text an article ever had, so that an edit can be undone.
CREATE TABLE article_revision (
    article_id bigint REFERENCES article ON DELETE CASCADE,
    rev        int CHECK (rev > 0),
    title      text NOT NULL,
    summary    text NOT NULL,
    body       text NOT NULL,
    tags       text[] NOT NULL,
    by_person  bigint REFERENCES person,
    at         timestamptz NOT NULL,
    PRIMARY KEY (article_id, rev)
);

-- Files of an article. kind is what the content says it is, not what its name says. The content is
-- stored as it came, so that a part of it is read without unpacking the whole.
CREATE TABLE attachment (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    article_id bigint NOT NULL REFERENCES article ON DELETE CASCADE,
    position   bigint GENERATED ALWAYS AS IDENTITY,
    name       text NOT NULL CHECK (name <> ''),
    kind       text NOT NULL
               CHECK (kind IN ('pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'jpg')),
    size       int NOT NULL CHECK (size > 0),
    digest     text NOT NULL,
    content    bytea NOT NULL,
    by_person  bigint REFERENCES person,
    at         timestamptz NOT NULL,
    UNIQUE (article_id, name)
);
ALTER TABLE attachment ALTER content SET STORAGE EXTERNAL;

-- An article as it is read; times in ms.
CREATE VIEW article_row AS
    SELECT article.id, slug, kind, title, summary, body, tags,
        ms(article.published_at) AS published_at, ms(hidden_at) AS hidden_at,
        happens, article.minutes, venue, session_id, coalesce(session.code, '') AS code,
        coalesce(forum, '') AS forum, coalesce(ward_code, '') AS ward_code,
        coalesce(ward, '') AS ward, coalesce(practice, false) AS practice,
        article.example OR coalesce(session.example, false) AS example,
        phase, in_hall, rev, ms(article.created_at) AS created_at, ms(changed_at) AS changed_at,
        coalesce(person.name, '') AS by
    FROM article LEFT JOIN session ON session.id = session_id
    LEFT JOIN person ON person.id = author;
CREATE VIEW attachment_line AS
    SELECT id::text, article_id, position, name, kind, size, digest FROM attachment;

-- Who represents which dapil. Names are those of officials, public by their office.
CREATE TABLE council_member (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    party      text NOT NULL,
    dapil      text NOT NULL CHECK (dapil <> ''),
    office     text NOT NULL,
    commission text NOT NULL,
    period     text NOT NULL CHECK (period <> ''),
    example    bool NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL
);
CREATE INDEX council_member_period ON council_member (period, dapil);

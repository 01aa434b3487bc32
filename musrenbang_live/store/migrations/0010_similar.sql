-- What proposals say in the one form that is compared (core.similar.normal), and the edition of the
-- table it was made with. What another edition made is made anew when the program starts.
CREATE TABLE proposal_words (
    session_id   bigint,
    number       int,
    edition      int NOT NULL,
    neighborhood text NOT NULL,
    plain        text NOT NULL,
    PRIMARY KEY (session_id, number),
    FOREIGN KEY (session_id, number) REFERENCES proposal DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX proposal_words_plain ON proposal_words USING gin (plain gin_trgm_ops);

-- Two proposals of one lingkungan that may ask the same, judged when either was written (core.similar.likeness).
-- apart: a person said at the desk that they are no duplicates, which outlasts a new judgement.
CREATE TABLE proposal_pair (
    session_id bigint,
    low        int,
    high       int,
    grade      text NOT NULL CHECK (grade IN ('sama', 'mirip')),
    score      real NOT NULL,
    apart      bool NOT NULL DEFAULT false,
    PRIMARY KEY (session_id, low, high),
    CHECK (low < high)
);

-- The proposals of a session in one lingkungan ('' for all) whose words look like `wanted`, and how
-- much (0 to 1), those that do most. The limits are low: they find candidates, and PostgreSQL alone
-- decides nothing. A short text is like a long one when it is like a part of it, hence %>.
CREATE FUNCTION like_words(of_session bigint, place text, wanted text)
    RETURNS TABLE (number int, trigram real) LANGUAGE sql STABLE
    SET pg_trgm.similarity_threshold = 0.1
    SET pg_trgm.word_similarity_threshold = 0.4
AS $$
    SELECT words.number, similarity(wanted, words.plain) AS trigram FROM proposal_words AS words
    WHERE session_id = of_session AND (place = '' OR neighborhood = place)
        AND (words.plain % wanted OR words.plain %> wanted)
    ORDER BY trigram DESC, words.number LIMIT 60
$$;

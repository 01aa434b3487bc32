-- Finding on the shelf. One index finds words and filters together; what is too common for it is
-- found by walking from the newest on (store.searching).
ALTER TABLE shelf ADD COLUMN keys text[] NOT NULL GENERATED ALWAYS AS (ARRAY[
    'd' || district, 'k' || ward_code, 'l' || neighborhood, 'b' || sector, 'y' || year::text,
    't' || tier, 's' || state]) STORED;
-- Who looks for "drainase sijambi" names the place as well.
ALTER TABLE shelf DROP COLUMN search;
ALTER TABLE shelf ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('indonesian'::regconfig, title), 'A')
    || setweight(to_tsvector('indonesian'::regconfig, problem), 'B')
    || setweight(to_tsvector('indonesian'::regconfig, 'lingkungan ' || neighborhood
        || ' kelurahan ' || ward || ' kecamatan ' || district || ' ' || sector_name), 'C')) STORED;
CREATE INDEX shelf_found ON shelf USING gin (search, keys);
CREATE INDEX shelf_newest ON shelf (year DESC, published_at DESC, code, number);
CREATE INDEX shelf_ward ON shelf (ward_code, year DESC, published_at DESC, code, number);
CREATE INDEX shelf_state ON shelf (state, year DESC, published_at DESC, code, number);
CREATE INDEX shelf_sector ON shelf (sector, year DESC, published_at DESC, code, number);

-- The names of published sessions.
CREATE FUNCTION session_names(forum text, ward text, district text, year int) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('indonesian'::regconfig,
        forum || ' ' || ward || ' ' || district || ' ' || year::text);
CREATE INDEX session_found ON session USING gin (session_names(forum, ward, district, year))
    WHERE stage = 'published' AND NOT practice;

-- Every word on the shelf and in how many proposals it stands, to tell what a mistyped one was meant
-- for: a thousand times fewer rows than titles. A word goes when the last text with it is erased.
CREATE TABLE shelf_word (
    word text PRIMARY KEY,
    stem text GENERATED ALWAYS AS ((ts_lexize('indonesian_stem'::regdictionary, word))[1]) STORED,
    said int NOT NULL
);
CREATE INDEX shelf_word_alike ON shelf_word USING gin (word gin_trgm_ops);
CREATE INDEX shelf_word_stem ON shelf_word (stem);

CREATE FUNCTION words_of(said text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT token FROM ts_parse('default', lower(said))
    WHERE tokid IN (1, 2, 10, 11) AND length(token) BETWEEN 3 AND 40
$$;
CREATE FUNCTION shelf_text(line shelf) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN line.title || ' ' || line.problem || ' ' || line.ward || ' ' || line.district;

-- Whoever writes texts on the shelf holds its lock (store.shelf.put), so these never wait for others.
CREATE FUNCTION count_words(said text[], change int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO shelf_word AS known (word, said)
    SELECT token, change * count(*) FROM unnest(count_words.said) AS line, words_of(line) AS token
    GROUP BY token ORDER BY token  -- an erasure may write the same words meanwhile
    ON CONFLICT (word) DO UPDATE SET said = known.said + excluded.said;
    IF change < 0 THEN
        DELETE FROM shelf_word AS known USING unnest(count_words.said) AS line, words_of(line) AS token
        WHERE known.word = token AND known.said <= 0;
    END IF;
END
$$;
CREATE FUNCTION shelf_words_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM count_words((SELECT array_agg(shelf_text(line)) FROM fresh AS line), 1);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM count_words((SELECT array_agg(shelf_text(line)) FROM gone AS line), -1);
    ELSE
        PERFORM count_words(ARRAY[shelf_text(NEW)], 1);
        PERFORM count_words(ARRAY[shelf_text(OLD)], -1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER shelf_words_added AFTER INSERT ON shelf
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION shelf_words_kept();
CREATE TRIGGER shelf_words_gone AFTER DELETE ON shelf
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION shelf_words_kept();
CREATE TRIGGER shelf_words_changed AFTER UPDATE OF title, problem, ward, district ON shelf
    FOR EACH ROW WHEN (shelf_text(OLD) IS DISTINCT FROM shelf_text(NEW))
    EXECUTE FUNCTION shelf_words_kept();

SELECT count_words((SELECT array_agg(shelf_text(line)) FROM shelf AS line), 1);

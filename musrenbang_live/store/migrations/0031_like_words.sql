-- At so low a limit the index found nearly all of the site's proposals, of every session, for each
-- that was written, and each was compared once more. A session has few enough in one lingkungan to
-- look at them all; those that are most alike are the same as before.
DROP INDEX proposal_words_plain;
CREATE OR REPLACE FUNCTION like_words(of_session bigint, place text, wanted text)
    RETURNS TABLE (number int, trigram real) LANGUAGE sql STABLE
AS $$
    SELECT words.number, similarity(wanted, words.plain) AS trigram FROM proposal_words AS words
    WHERE session_id = of_session AND (place = '' OR neighborhood = place)
    ORDER BY trigram DESC, words.number LIMIT 60
$$;

-- A round has a rule of its kind in place of a single number, and a paper in place of its options.
ALTER TABLE round DROP COLUMN choose;

UPDATE event SET body = jsonb_build_object(
    'number', body->'number',
    'plan', (body->'plan') - 'kind' - 'choose' || jsonb_build_object(
        'rule', jsonb_build_object('kind', 'pilih', 'most', body->'plan'->'choose'), 'ties', '[]'::jsonb),
    'paper', jsonb_build_object('options', body->'options'))
WHERE kind = 'RoundOpened' AND NOT body ? 'paper';

UPDATE session SET plan = jsonb_set(plan, '{rounds}', (
    SELECT coalesce(jsonb_agg(round - 'kind' - 'choose' || jsonb_build_object(
        'rule', jsonb_build_object('kind', 'pilih', 'most', round->'choose'), 'ties', '[]'::jsonb)
        ORDER BY place), '[]'::jsonb)
    FROM jsonb_array_elements(plan->'rounds') WITH ORDINALITY AS planned(round, place)))
WHERE plan ? 'rounds';

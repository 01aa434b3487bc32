-- Which agency a proposal names is compared by the program (core/agencies.py), not by the letters of
-- its name. The few ways in which all agencies are written are looked up by this index.
CREATE INDEX shelf_agency ON shelf (agency) WHERE next_code = '';

DROP VIEW follow_line;
CREATE VIEW follow_line AS
    SELECT shelf.code, shelf.number, root_code, root_number, title, sector, sector_name,
        neighborhood, ward_code, ward, district, forum, tier, agency, shelf.year, plan_year,
        example, shelf.state, ms(state_at) AS state_at,
        CASE WHEN told_at = state_at THEN newest.reason_code ELSE shelf.reason_code END
            AS reason_code,
        CASE WHEN told_at = state_at THEN newest.reason ELSE shelf.reason END AS reason,
        CASE WHEN told_at = state_at THEN newest.office ELSE '' END AS decided_by,
        shelf.cost AS asked, coalesce(newest.id, 0) AS last_id,
        coalesce((SELECT later.cost FROM follow_up AS later
            WHERE (later.code, later.number) = (shelf.code, shelf.number)
                AND later.cost IS NOT NULL AND later.undone_at IS NULL
            ORDER BY later.id DESC LIMIT 1), shelf.cost) AS cost
    FROM shelf LEFT JOIN LATERAL (
        SELECT follow_up.id, reason_code, reason, office.name AS office
        FROM follow_up JOIN office ON office.id = office_id
        WHERE (follow_up.code, follow_up.number) = (shelf.code, shelf.number) AND undone_at IS NULL
        ORDER BY follow_up.id DESC LIMIT 1
    ) AS newest ON true
    WHERE next_code = '';

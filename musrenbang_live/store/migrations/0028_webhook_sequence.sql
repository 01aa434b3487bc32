-- Deliveries of a webhook are numbered in the order in which they were made: several are on their
-- way at once, and one that did not arrive comes later than those after it.
ALTER TABLE webhook ADD COLUMN told bigint NOT NULL DEFAULT 0;
ALTER TABLE webhook_delivery ADD COLUMN sequence bigint NOT NULL DEFAULT 0;
UPDATE webhook_delivery SET sequence = place,
    body = '{"sequence":' || place || ',' || substr(body, 2)
FROM (SELECT id AS made, row_number() OVER (PARTITION BY webhook_id ORDER BY id) AS place
    FROM webhook_delivery) AS numbered
WHERE id = made;
UPDATE webhook SET told = (SELECT count(*) FROM webhook_delivery WHERE webhook_id = webhook.id);

-- Every region and area with every region below it. Variable: as_of.
DELETE FROM unit_closure;

INSERT INTO unit_closure (ancestor_code, region_code, depth)
WITH RECURSIVE climbed (region_code, ancestor_code, depth) AS (
    SELECT region_code, region_code, 0 FROM region
    UNION ALL
    -- The bound ends the climb in a tree with a cycle, which the contract check then refuses by name.
    SELECT c.region_code, r.parent_code, c.depth + 1
    FROM climbed AS c
    JOIN region AS r ON r.region_code = c.ancestor_code
    WHERE r.parent_code IS NOT NULL AND c.depth < 16
)
SELECT ancestor_code, region_code, min(depth)
FROM climbed
GROUP BY ancestor_code, region_code
ORDER BY ancestor_code, region_code;

INSERT INTO unit_closure (ancestor_code, region_code, depth)
SELECT m.area_code, c.region_code, min(1 + c.depth)
FROM area_member AS m
JOIN unit_closure AS c ON c.ancestor_code = m.region_code
WHERE (m.valid_from IS NULL OR m.valid_from <= getvariable('as_of'))
  AND (m.valid_to IS NULL OR m.valid_to >= getvariable('as_of'))
GROUP BY m.area_code, c.region_code
ORDER BY m.area_code, c.region_code;

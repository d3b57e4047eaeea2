-- What schools are grouped by, and how many of each are open. Variable: as_of. A school is in the type of region of the
-- nearest place above it that has one.
CREATE OR REPLACE TEMP TABLE peer_cell AS
WITH nearest AS (
    SELECT c.region_code, arg_min(r.macro_region, c.depth) AS macro_region
    FROM unit_closure AS c
    JOIN region AS r ON r.region_code = c.ancestor_code
    WHERE r.macro_region IS NOT NULL
    GROUP BY c.region_code
)
SELECT
    s.stage, s.setting, s.size_band, n.macro_region,
    count(*) FILTER (
        (s.valid_from IS NULL OR s.valid_from <= getvariable('as_of'))
        AND (s.valid_to IS NULL OR s.valid_to >= getvariable('as_of'))
    ) AS schools,
    list(s.school_id ORDER BY s.school_id) AS members
FROM school AS s
LEFT JOIN nearest AS n USING (region_code)
GROUP BY ALL
ORDER BY ALL;

-- Every row gets a place, so that totals reconcile. Variables: no_regions and no_schools (their file was not given), divisions (a CSV file).
-- What was added or moved is told in place_note.

CREATE TEMP TABLE place_note (number INTEGER, message TEXT);

CREATE OR REPLACE TEMP MACRO is_gb(code) AS regexp_full_match(code, '\d{6}(\d{3}|\d{6})?');
-- The national codes above a code, nearest last in rank: county, prefecture, province, nation.
CREATE OR REPLACE TEMP MACRO codes_above(code) AS
    CASE WHEN is_gb(code) THEN [left(code, 6), left(code, 4) || '00', left(code, 2) || '0000', '000000'] ELSE []::TEXT[] END;

-- Schools that only the facts know.
CREATE TEMP TABLE mentioned_school AS
SELECT DISTINCT school_id FROM (
    SELECT school_id FROM fact_usage UNION SELECT school_id FROM fact_usage_subject UNION SELECT school_id FROM fact_textbook
    UNION SELECT school_id FROM fact_activity UNION SELECT school_id FROM fact_training UNION SELECT school_id FROM fact_literacy
    UNION SELECT school_id FROM fact_infrastructure UNION SELECT school_id FROM fact_connectivity
    UNION SELECT school_id FROM fact_learning UNION SELECT school_id FROM fact_portrait UNION SELECT school_id FROM fact_sharing
    UNION SELECT school_id FROM fact_programme_activity UNION SELECT school_id FROM school_programme
    UNION SELECT school_id FROM school_place UNION SELECT school_id FROM area_member
)
WHERE school_id IS NOT NULL AND getvariable('no_schools');

INSERT INTO school BY NAME
SELECT school_id, school_id AS name_zh, school_id AS name_en FROM mentioned_school ORDER BY school_id;

INSERT INTO place_note
SELECT 1, 'school was not given: ' || count(*) || ' schools that the other files name were added without place or stage'
FROM mentioned_school HAVING count(*) > 0;

-- Places that only other tables know: with what the published divisions say of them and of all above them, else as the code alone.
CREATE TEMP TABLE mentioned_region AS
WITH code AS (
    SELECT region_code FROM school UNION SELECT region_code FROM school_place UNION SELECT region_code FROM area_member
    UNION SELECT region_code FROM platform UNION SELECT region_code FROM fact_home_access UNION SELECT region_code FROM fact_supply
    UNION SELECT origin_code FROM fact_sharing
), division AS (
    SELECT * FROM read_csv(getvariable('divisions'), all_varchar = true)
), above AS (
    SELECT DISTINCT unnest(codes_above(region_code)) AS region_code FROM code
)
SELECT d.code AS region_code, d.level, nullif(d.parent_code, '') AS parent_code, d.name_zh, d.name_en, d.pinyin
FROM division AS d
WHERE getvariable('no_regions') AND d.code IN (SELECT region_code FROM above UNION SELECT region_code FROM code)
UNION ALL
SELECT
    c.region_code,
    CASE
        WHEN NOT is_gb(c.region_code) OR c.region_code LIKE '__0000' THEN 'province'
        WHEN c.region_code LIKE '____00' THEN 'prefecture'
        WHEN length(c.region_code) = 6 THEN 'county'
        ELSE 'township'
    END,
    NULL, c.region_code, c.region_code, NULL
FROM code AS c
WHERE getvariable('no_regions') AND c.region_code IS NOT NULL AND c.region_code <> 'unassigned'
  AND c.region_code NOT IN (SELECT code FROM division);

INSERT INTO region BY NAME SELECT * FROM mentioned_region ORDER BY region_code;

INSERT INTO place_note
SELECT 2, 'region was not given: ' || count(*) || ' places were added from the codes in the other files'
FROM mentioned_region HAVING count(*) > 0;

-- One root: the nation, else the only place without one above it, else a nation of our own.
CREATE TEMP TABLE orphan AS
SELECT region_code, level, parent_code FROM region
WHERE parent_code IS NULL OR parent_code NOT IN (SELECT region_code FROM region);

CREATE TEMP TABLE root AS
SELECT coalesce(
    (SELECT min(region_code) FROM orphan WHERE level = 'nation'),
    (SELECT min(region_code) FROM orphan HAVING count(*) = 1),
    (SELECT CASE WHEN bool_and(is_gb(region_code)) THEN '000000' ELSE 'nation' END FROM orphan HAVING count(*) > 1),
    (SELECT 'nation' FROM school HAVING count(*) > 0)
) AS region_code;

INSERT INTO region BY NAME
SELECT region_code, 'nation' AS level, '全国' AS name_zh, 'Nation' AS name_en, 'Quanguo' AS pinyin FROM root
WHERE region_code IS NOT NULL AND region_code NOT IN (SELECT region_code FROM region);

INSERT INTO place_note
SELECT 3, count(*) || ' places stood under no or an unknown place and were put under the nearest known one: '
    || string_agg(region_code, ', ' ORDER BY region_code)[:80]
FROM orphan WHERE region_code <> (SELECT region_code FROM root) OR parent_code IS NOT NULL
HAVING count(*) > 0;

-- Places and schools to be put somewhere, each with the nearest known place by the national coding, or the root.
CREATE TEMP TABLE homeless AS
SELECT DISTINCT region_code FROM (SELECT region_code FROM school UNION SELECT region_code FROM school_place)
WHERE region_code IS NULL OR region_code NOT IN (SELECT region_code FROM region);

CREATE TEMP TABLE adopted AS
WITH candidate AS (
    SELECT region_code, unnest(codes_above(region_code)) AS above, generate_subscripts(codes_above(region_code), 1) AS step
    FROM (SELECT region_code FROM orphan UNION SELECT region_code FROM homeless)
), known AS (
    SELECT c.region_code, arg_min(c.above, c.step) AS parent_code
    FROM candidate AS c
    SEMI JOIN region AS r ON r.region_code = c.above
    WHERE c.above <> c.region_code
    GROUP BY c.region_code
)
SELECT w.region_code, coalesce(k.parent_code, root.region_code) AS parent_code
FROM (SELECT region_code FROM orphan UNION SELECT region_code FROM homeless) AS w
CROSS JOIN root
LEFT JOIN known AS k ON k.region_code = w.region_code;

UPDATE region SET parent_code = CASE WHEN region.region_code <> root.region_code THEN a.parent_code END
FROM adopted AS a, orphan AS o, root
WHERE a.region_code = region.region_code AND o.region_code = region.region_code;

-- Schools of unknown place move to the unassigned child of the nearest known one.
INSERT INTO place_note
SELECT 4, count(*) || ' schools have no or an unknown place and stand under "unassigned": '
    || string_agg(school_id, ', ' ORDER BY school_id)[:80]
FROM school AS s SEMI JOIN homeless AS h ON h.region_code IS NOT DISTINCT FROM s.region_code
HAVING count(*) > 0;

INSERT INTO region BY NAME
SELECT DISTINCT parent_code || '-unassigned' AS region_code, 'unassigned' AS level, parent_code,
    '未分配' AS name_zh, 'Unassigned' AS name_en, 'Weifenpei' AS pinyin
FROM homeless AS h JOIN adopted AS a ON a.region_code IS NOT DISTINCT FROM h.region_code
WHERE parent_code || '-unassigned' NOT IN (SELECT region_code FROM region)
ORDER BY region_code;

UPDATE school SET region_code = a.parent_code || '-unassigned' FROM homeless AS h, adopted AS a
WHERE h.region_code IS NOT DISTINCT FROM school.region_code AND a.region_code IS NOT DISTINCT FROM school.region_code;

UPDATE school_place SET region_code = a.parent_code || '-unassigned' FROM homeless AS h, adopted AS a
WHERE h.region_code IS NOT DISTINCT FROM school_place.region_code AND a.region_code IS NOT DISTINCT FROM school_place.region_code;

-- From the published OULAD files to the contract. Variables: root (the folder), logs (the click logs), each a path or a glob.
-- Ids and days are doubles in the files; a blank is NULL or NaN. Day 0 is the first day of the presentation: B in February, J in October.

CREATE TEMP TABLE presentation AS
SELECT
    code_module AS module,
    code_presentation AS code,
    code_module || '-' || code_presentation AS id,
    make_date(CAST(left(code_presentation, 4) AS INTEGER), CASE right(code_presentation, 1) WHEN 'B' THEN 2 ELSE 10 END, 1) AS day_0,
    -- The spring term belongs to the school year that began in the year before.
    CASE right(code_presentation, 1)
        WHEN 'B' THEN (CAST(left(code_presentation, 4) AS INTEGER) - 1) || '-2'
        ELSE left(code_presentation, 4) || '-1'
    END AS term_code,
    CAST(max(module_presentation_length) AS INTEGER) AS days
FROM read_parquet(getvariable('root') || '/courses.parquet')
GROUP BY ALL;

-- One row per student of a presentation: where, in which band of deprivation, with which result, registered from when to when.
CREATE TEMP TABLE student AS
SELECT
    i.code_module || '-' || i.code_presentation AS presentation,
    CAST(i.id_student AS BIGINT) AS student,
    nullif(trim(regexp_replace(i.region, '\s+Region$', '')), '') AS region_name,
    -- One band of the published file has lost its sign.
    CASE nullif(trim(i.imd_band), '') WHEN '10-20' THEN '10-20%' ELSE coalesce(nullif(trim(i.imd_band), ''), 'unassigned') END AS band,
    i.final_result AS result,
    -- Registered on an unknown day: counted from the first day of the presentation.
    CASE WHEN isfinite(r.date_registration) THEN CAST(r.date_registration AS INTEGER) ELSE 0 END AS first_day,
    CASE WHEN isfinite(r.date_unregistration) THEN CAST(r.date_unregistration AS INTEGER) END AS last_day
FROM read_parquet(getvariable('root') || '/studentInfo.parquet') AS i
LEFT JOIN read_parquet(getvariable('root') || '/studentRegistration.parquet') AS r
    USING (code_module, code_presentation, id_student);

CREATE TEMP TABLE place AS
SELECT region_name, 'UK-' || regexp_replace(lower(region_name), '[^a-z0-9]+', '-', 'g') AS region_code
FROM (SELECT DISTINCT region_name FROM student WHERE region_name IS NOT NULL);

-- The click logs, cut down to student, day and kind; the repeated keys of one student, page and day meet in the sums.
CREATE TEMP TABLE click AS
SELECT
    l.code_module || '-' || l.code_presentation AS presentation,
    CAST(l.id_student AS INTEGER) AS student,
    p.day_0 + CAST(l.date AS INTEGER) AS day,
    coalesce(nullif(trim(v.activity_type), ''), 'unassigned') AS kind,
    CAST(sum(l.sum_click) AS BIGINT) AS views
FROM read_parquet(getvariable('logs'), hive_partitioning = true) AS l
JOIN presentation AS p ON p.module = l.code_module AND p.code = l.code_presentation
LEFT JOIN read_parquet(getvariable('root') || '/vle.parquet') AS v ON v.id_site = l.id_site
GROUP BY ALL;

-- A student without a row in studentInfo, or without a region in it, belongs to the unassigned child of the nation.
CREATE TEMP TABLE enrolment AS
SELECT s.*, coalesce(p.region_code, 'UK-unassigned') AS region_code, coalesce(p.region_name, 'Unassigned') AS region
FROM (
    SELECT * FROM student
    UNION ALL BY NAME
    SELECT c.presentation, c.student, 'unassigned' AS band FROM (SELECT DISTINCT presentation, student FROM click) AS c
    ANTI JOIN student AS s USING (presentation, student)
) AS s
LEFT JOIN place AS p USING (region_name);

INSERT INTO region BY NAME
SELECT 'UK' AS region_code, 'nation' AS level, NULL AS parent_code, 'United Kingdom' AS name_zh, 'United Kingdom' AS name_en
UNION ALL
SELECT region_code, 'province', 'UK', region_name, region_name FROM place
UNION ALL
SELECT DISTINCT 'UK-unassigned', 'unassigned', 'UK', '未分配', 'Unassigned' FROM enrolment WHERE region_code = 'UK-unassigned'
ORDER BY region_code;

-- A presentation is open from its first click to its last day.
CREATE TEMP TABLE span AS
SELECT
    p.id AS presentation,
    any_value(p.day_0) AS day_0,
    least(any_value(p.day_0), min(c.day)) AS first_day,
    greatest(any_value(p.day_0) + any_value(p.days), max(c.day)) AS last_day
FROM presentation AS p
LEFT JOIN click AS c ON c.presentation = p.id
GROUP BY p.id;

CREATE TEMP TABLE open_month AS
SELECT presentation, day_0, CAST(unnest(generate_series(date_trunc('month', first_day), last_day, INTERVAL 1 MONTH)) AS DATE) AS month
FROM span;

INSERT INTO school BY NAME
SELECT
    e.presentation || '@' || e.region_code AS school_id,
    e.region_code,
    replace(e.presentation, '-', ' ') || ', ' || e.region AS name_zh,
    replace(e.presentation, '-', ' ') || ', ' || e.region AS name_en,
    -- Whole months, so that no week and no month of use lies outside the life of its school.
    CAST(date_trunc('month', date_trunc('week', s.first_day)) AS DATE) AS valid_from,
    last_day(s.last_day) AS valid_to
FROM (SELECT DISTINCT presentation, region_code, region FROM enrolment) AS e
JOIN span AS s USING (presentation)
ORDER BY school_id;

INSERT INTO programme BY NAME
SELECT 'oulad' AS programme_code, 'Open University modules' AS name_zh, 'Open University modules' AS name_en, 'training' AS theme;

INSERT INTO platform BY NAME
SELECT 'ou-vle' AS platform_code, 'Open University VLE' AS name_zh, 'Open University VLE' AS name_en, 'UK' AS region_code, 'national' AS tier;

INSERT INTO fact_usage BY NAME
SELECT
    c.presentation || '@' || e.region_code AS school_id,
    CAST(date_trunc('week', c.day) AS DATE) AS week,
    'ou-vle' AS platform_code,
    c.kind AS resource_kind,
    'student' AS user_role,
    sum(c.views) AS views,
    count(DISTINCT c.student) AS users
FROM click AS c
JOIN enrolment AS e USING (presentation, student)
GROUP BY ALL
ORDER BY school_id, week, resource_kind;

INSERT INTO fact_activity BY NAME
WITH clicked AS (
    SELECT DISTINCT presentation, student, CAST(date_trunc('month', day) AS DATE) AS month FROM click
)
SELECT
    e.presentation || '@' || e.region_code AS school_id,
    m.month,
    'student' AS user_role,
    count(*) AS eligible_users,
    count(k.student) AS active_users
FROM open_month AS m
JOIN enrolment AS e USING (presentation)
LEFT JOIN clicked AS k USING (presentation, student, month)
-- Who clicked could use it, whatever the register says.
WHERE k.student IS NOT NULL
   OR (m.day_0 + e.first_day <= last_day(m.month) AND (e.last_day IS NULL OR m.day_0 + e.last_day >= m.month))
GROUP BY ALL
ORDER BY school_id, month;

INSERT INTO fact_training BY NAME
SELECT
    s.presentation || '@' || s.region_code AS school_id,
    p.term_code,
    'oulad' AS programme_code,
    s.band AS cohort,
    p.module AS subject_group,
    count(*) AS in_scope,
    count(*) AS enrolled,
    count(*) FILTER (s.result <> 'Withdrawn') AS assessed,
    count(*) FILTER (s.result IN ('Pass', 'Distinction')) AS passed
FROM enrolment AS s
JOIN presentation AS p ON p.id = s.presentation
WHERE s.result IS NOT NULL
GROUP BY ALL
ORDER BY school_id, term_code, cohort;

-- Views by school, week, platform, kind and role; one row for each slot that is there.
INSERT INTO fact_usage (school_id, week, platform_code, resource_kind, user_role, views, minutes, users)
WITH school_week AS (
    SELECT f.n, f.students, f.teachers, k.w, k.week, k.is_teaching_week
    FROM school_month AS f
    JOIN demo_week AS k USING (m)
    WHERE f.usage_on IS NOT NULL AND k.with_usage
    ORDER BY f.n, k.w
),
slotted AS (
    SELECT *, unnest(getvariable('demo_slots')) AS slot FROM school_week
),
drawn AS (
    SELECT *, draw(n, w, 100 + slot) AS a, draw(n, w, 200 + slot) AS b FROM slotted
),
viewed AS (
    SELECT
        d.*,
        s.school_id,
        c.role,
        c.kind,
        c.minutes AS minutes_a_view,
        CASE
            WHEN part(b, 1) < s.national_share THEN 'national'
            WHEN part(b, 1) >= 1 - s.local_share THEN s.local
            ELSE s.provincial
        END AS platform,
        CAST(floor(
            getvariable('demo_views') * d.students * s.views * k.share
            * exp(0.9 * (part(a, 1) + part(a, 2) + part(a, 3) - 1.5) - 0.1) + part(b, 2)
        ) AS BIGINT) AS views
    FROM drawn AS d
    JOIN demo_school AS s USING (n)
    JOIN demo_slot AS p USING (slot)
    JOIN demo_slot_week AS k ON k.slot = d.slot AND k.w = d.w
    JOIN demo_bucket AS c
        ON c.slot = d.slot AND c.teaching = d.is_teaching_week AND c.bucket = CAST(a & CAST(1023 AS UBIGINT) AS BIGINT)
    WHERE part(b, 0) < p.presence
)
SELECT
    school_id,
    week,
    platform,
    kind,
    role,
    views,
    CASE WHEN part(b, 3) >= 0.015 THEN CAST(round(views * minutes_a_view * (0.6 + 0.8 * part(a, 2))) AS BIGINT) END,
    CASE WHEN part(b, 3) < 0.995
        THEN CAST(least(
            ceil(views * (0.25 + 0.2 * part(a, 3))),
            CASE role WHEN 'student' THEN students WHEN 'teacher' THEN teachers ELSE 2 * students END
        ) AS BIGINT) END
FROM viewed
-- A cell without activity has no row; a few sources send the zero all the same.
WHERE views > 0 OR part(b, 3) < 0.25;

-- Views by school, week, platform, kind and role; one row for each slot that is there.
INSERT INTO fact_usage (school_id, week, platform_code, resource_kind, user_role, views, minutes, users)
WITH school_week AS (
    SELECT
        f.n,
        k.w,
        k.week,
        f.students,
        f.teachers,
        s.school_id,
        s.provincial,
        s.local,
        s.national_share,
        1 - s.local_share AS until_local,
        f.students * s.views AS weight
    FROM school_month AS f
    JOIN demo_school AS s USING (n)
    JOIN demo_week AS k USING (m)
    WHERE f.usage_on IS NOT NULL AND k.with_usage
    ORDER BY f.n, k.w
),
-- All weeks of a chunk by one slot at a time: what the slot fixes is a constant there, which is quick to store.
drawn AS (
    SELECT f.*, p.slot, p.platform AS on_platform, draw(f.n, f.w, 100 + p.slot) AS a, draw(f.n, f.w, 200 + p.slot) AS b
    FROM school_week AS f
    CROSS JOIN demo_slot AS p
    WHERE part(draw(f.n, f.w, 200 + p.slot), 0) < p.presence
),
viewed AS (
    SELECT
        d.*,
        c.role,
        c.kind,
        c.minutes AS minutes_a_view,
        CASE
            WHEN d.on_platform = 'national' OR (d.on_platform IS NULL AND part(b, 1) < d.national_share) THEN 'national'
            -- A slot of its own platforms draws among them as one that draws among all and misses the national one.
            WHEN d.on_platform = 'own' AND d.national_share + (1 - d.national_share) * part(b, 1) >= d.until_local THEN d.local
            WHEN part(b, 1) >= d.until_local THEN d.local
            ELSE d.provincial
        END AS platform,
        CAST(floor(
            d.weight * c.views * exp(0.9 * (part(a, 1) + part(a, 2) + part(a, 3) - 1.5) - 0.1)
            * CASE d.on_platform WHEN 'national' THEN d.national_share WHEN 'own' THEN 1 - d.national_share ELSE 1 END
            + part(b, 2)
        ) AS BIGINT) AS views
    FROM drawn AS d
    JOIN demo_cell AS c ON c.cell = (d.w * getvariable('demo_slots') + d.slot) * getvariable('demo_buckets')
        + CAST(a & CAST(getvariable('demo_buckets') - 1 AS UBIGINT) AS BIGINT)
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

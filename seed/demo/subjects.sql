-- Views of lessons by school, month and subject; a subject that nobody opened has no row.
INSERT INTO fact_usage_subject (school_id, month, subject, views, minutes)
WITH opened AS (
    SELECT
        f.n,
        f.students,
        k.month,
        k.lessons,
        s.school_id,
        s.views,
        c.subject,
        c.share,
        draw(f.n, f.m, 420 + c.slot) AS a
    FROM school_month AS f
    JOIN demo_school AS s USING (n)
    JOIN demo_month AS k USING (m)
    JOIN demo_subject AS c ON c.stage = s.stage
    WHERE f.usage_on IS NOT NULL
),
viewed AS (
    SELECT
        *,
        CAST(floor(
            getvariable('demo_views') * students * views * lessons * share / 0.5 * (0.5 + part(a, 1)) + part(a, 2)
        ) AS BIGINT) AS seen
    FROM opened
    WHERE part(a, 0) < 0.5
)
SELECT school_id, month, subject, seen, CAST(round(seen * (5 + 5 * part(a, 3))) AS BIGINT)
FROM viewed
WHERE seen > 0;

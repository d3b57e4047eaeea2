-- Lessons given to needy schools by the place they are paired with.
INSERT INTO fact_sharing (
    origin_code, school_id, month, channel, lessons, class_hours, students_reached, weeks_with_class
)
WITH given AS (
    SELECT
        s.origin,
        s.school_id,
        k.month,
        c.channel,
        f.students,
        draw(f.n, f.m, 360 + c.slot) AS a
    FROM school_month AS f
    JOIN demo_school AS s USING (n)
    JOIN demo_month AS k USING (m)
    JOIN demo_channel AS c ON c.first_month <= f.m
    WHERE f.activity_on IS NOT NULL AND s.origin IS NOT NULL AND month(k.month) NOT IN (2, 7, 8)
        AND part(draw(f.n, f.m, 360 + c.slot), 0) < c.share + 0.02 * k.years
),
held AS (
    SELECT *, 1 + CAST(floor(4 * sqrt(part(a, 1))) AS BIGINT) AS weeks FROM given
)
SELECT
    origin,
    school_id,
    month,
    channel,
    weeks * (1 + CAST(floor(3 * part(a, 2)) AS BIGINT)),
    weeks * (1 + CAST(floor(3 * part(a, 2)) AS BIGINT)) * 1.0,
    CAST(ceil(students * (0.1 + 0.5 * part(a, 3))) AS BIGINT),
    weeks
FROM held;

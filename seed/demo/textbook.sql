-- Use of e-textbooks by school and teaching week, in the schools that have them.
INSERT INTO fact_textbook (school_id, week, eligible, users)
WITH school_week AS (
    SELECT f.n, f.m, f.students, k.w, k.week
    FROM school_month AS f
    JOIN demo_week AS k USING (m)
    WHERE f.textbook_on IS NOT NULL AND k.is_teaching_week
    ORDER BY f.n, k.w
),
drawn AS (
    SELECT
        f.w,
        f.week,
        s.school_id,
        CAST(floor(f.students * (0.75 + 0.22 * part(draw(f.n, 0, 32), 0))) AS BIGINT) AS eligible,
        64 + s.textbook + least(16, 0.5 * (f.m - s.textbook_from)) AS points,
        draw(f.n, f.w, 33) AS a
    FROM school_week AS f
    JOIN demo_school AS s USING (n)
)
SELECT
    school_id,
    week,
    eligible,
    CASE WHEN part(a, 3) >= 0.008
        THEN how_many(eligible, 0.01 * clamp(points + 10 * (part(a, 0) - 0.5), 2, 98), part(a, 1), part(a, 2)) END
FROM drawn;

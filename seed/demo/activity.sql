-- Active users by school, month and role. Rates are built in points, so that what is planted can be found again.
INSERT INTO fact_activity (
    school_id, month, user_role, eligible_users, active_users, regular_users, spaces_opened, spaces_active
)
WITH by_role AS (
    SELECT *, unnest(['student', 'teacher', 'parent']) AS role, unnest([0, 1, 2]) AS r
    FROM school_month
    WHERE activity_on IS NOT NULL
),
levels AS (
    SELECT
        f.n,
        f.m,
        f.role,
        f.r,
        s.school_id,
        k.month,
        k.years,
        s.hides_spaces,
        CASE f.r WHEN 0 THEN f.students WHEN 1 THEN f.teachers ELSE CAST(floor(1.3 * f.students) AS BIGINT) END AS eligible,
        2.4 * (part(draw(s.county, k.school_year, 9), f.r) - 0.5) + 5 * (part(draw(f.n, f.m, 10), f.r) - 0.5) AS noise,
        CASE f.r
            WHEN 1 THEN k.teacher + s.teacher + s.teacher_year * k.years + e.R03
            ELSE k.student + s.student + s.student_year * k.years + e.R02
        END AS points,
        draw(f.n, f.m, 16 + f.r) AS a,
        draw(f.n, f.m, 24 + f.r) AS b
    FROM by_role AS f
    JOIN demo_school AS s USING (n)
    JOIN demo_month AS k USING (m)
    JOIN demo_effect AS e ON e.treatment = s.treatment AND e.m = f.m
    WHERE f.r < 2 OR k.with_usage
),
active AS (
    SELECT
        *,
        how_many(eligible, 0.01 * clamp((points + noise) * CASE r WHEN 2 THEN 0.6 ELSE 1 END, 1, 98.5), part(a, 0), part(a, 1)) AS active,
        CASE WHEN r < 2 AND NOT hides_spaces
            THEN how_many(eligible, 0.35 + 0.045 * years, part(a, 2), part(a, 3)) END AS opened
    FROM levels
)
SELECT
    school_id,
    month,
    role,
    eligible,
    CASE WHEN part(b, 3) >= 0.006 THEN active END,
    CASE WHEN part(b, 3) >= 0.03
        THEN how_many(active, 0.38 + 0.023 * years + 0.06 * r * (2 - r), part(b, 0), part(b, 1)) END,
    opened,
    how_many(opened, 0.45 + 0.02 * years, part(b, 1), part(b, 2))
FROM active;

-- Digital literacy of teachers (JY/T 0646-2022) and students, by school, year and dimension, where an assessment took place.
INSERT INTO fact_literacy (school_id, school_year, audience, dimension, eligible, assessed, qualified, score_sum)
WITH rounds AS (
    SELECT
        r.n,
        r.school_year,
        s.school_id,
        s.literacy,
        d.audience,
        d.dimension,
        d.points,
        d.slot,
        r.school_year - 2022 AS years,
        CASE d.audience WHEN 'teacher' THEN r.teachers ELSE CAST(ceil(0.25 * r.students) AS BIGINT) END AS eligible,
        draw(r.n, r.school_year, CASE d.audience WHEN 'teacher' THEN 66 ELSE 67 END) AS a,
        draw(r.n, r.school_year, 440 + d.slot) AS b
    FROM roll AS r
    JOIN demo_school AS s USING (n)
    JOIN demo_dimension AS d ON r.school_year BETWEEN d.first_year AND 2025
    -- A year counts for a school that was open through all of it.
    WHERE s.from_month <= (r.school_year - 2016) * 12 AND s.to_month >= (r.school_year - 2016) * 12 + 11
),
assessed AS (
    SELECT *, how_many(eligible, clamp(0.82 + 0.025 * years + 0.004 * literacy, 0.3, 0.99), part(a, 1), part(a, 2)) AS assessed
    FROM rounds
    WHERE part(a, 0) < 0.45 + 0.06 * years
)
SELECT
    school_id,
    school_year || '-' || (school_year + 1),
    audience,
    dimension,
    eligible,
    assessed,
    how_many(assessed, clamp(0.01 * (70 + points + 2.2 * years + literacy), 0.05, 0.99), part(b, 0), part(b, 1)),
    round(assessed * clamp(68 + 0.6 * points + 1.5 * years + 0.6 * literacy + 4 * (part(b, 2) - 0.5), 5, 99), 1)
FROM assessed;

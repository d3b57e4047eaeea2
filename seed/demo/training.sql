-- Training by school, term and course: from all in scope down to those who passed, each step a part of the one before.
INSERT INTO fact_training (
    school_id, term_code, programme_code, cohort, subject_group, in_scope, enrolled, hours_met, assessed, passed,
    completed, written_and_interview, pre_score_sum, post_score_sum, matched
)
WITH courses AS (
    SELECT
        f.n,
        f.term,
        c.*,
        s.school_id,
        t.term_code,
        t.years,
        CASE c.cohort
            WHEN 'principal' THEN 1 + CAST(f.students > 800 AS INTEGER) + CAST(f.students > 2000 AS INTEGER)
            ELSE CAST(floor(f.teachers * c.share + part(draw(f.n, f.term, 460 + c.course), 0)) AS BIGINT)
        END AS in_scope,
        t.training + s.training + s.training_year * t.years + e.T04 + c.points
            + 2 * (part(draw(s.county, t.school_year, 9), 2) - 0.5) + 4 * (part(draw(f.n, f.term, 11), 0) - 0.5) AS t04,
        93.3 + 0.17 * t.years + 0.35 * s.training + 0.4 * e.T04 AS t03,
        draw(f.n, f.term, 480 + c.course) AS a,
        draw(f.n, f.term, 500 + c.course) AS b
    FROM school_term AS f
    JOIN demo_course AS c USING (term)
    JOIN demo_school AS s USING (n)
    JOIN demo_term AS t USING (term)
    JOIN demo_term_effect AS e ON e.treatment = s.treatment AND e.term = f.term
    WHERE f.training_on IS NOT NULL AND (c.place IS NULL OR contains(c.place, s.region_code))
    ORDER BY f.n, f.term, c.course
),
assessed AS (
    SELECT
        *,
        how_many(in_scope, clamp(clamp(t04, 30, 98.5) / clamp(t03, 85, 99.5), 0, 0.995), part(a, 0), part(a, 1)) AS assessed
    FROM courses
    WHERE in_scope > 0
),
passed AS (
    SELECT *, how_many(assessed, 0.01 * clamp(t03, 85, 99.5), part(a, 2), part(a, 3)) AS passed FROM assessed
),
met AS (
    SELECT *, assessed + how_many(in_scope - assessed, 0.35, part(b, 0), part(b, 1)) AS hours_met FROM passed
),
enrolled AS (
    SELECT *, hours_met + how_many(in_scope - hours_met, 0.6, part(b, 1), part(b, 2)) AS enrolled FROM met
)
SELECT
    school_id,
    term_code,
    programme,
    cohort,
    subject_group,
    in_scope,
    enrolled,
    CASE WHEN part(b, 3) >= 0.01 THEN hours_met END,
    assessed,
    passed,
    passed + how_many(hours_met - passed, 0.6, part(b, 0), part(b, 3)),
    CASE WHEN cohort = 'new' THEN how_many(in_scope, clamp(0.8 + 0.015 * years, 0, 0.97), part(b, 2), part(b, 3)) END,
    CASE WHEN scored THEN round(assessed * (66 + 6 * part(b, 0)), 1) END,
    CASE WHEN scored THEN round(assessed * (73 + 6 * part(b, 0) + 3 * part(b, 1)), 1) END,
    CASE WHEN scored THEN assessed END
FROM enrolled;

-- Courses and assignments by school and term; the term that runs is not reported yet.
INSERT INTO fact_learning (
    school_id, term_code, students, extended_course_students, ai_course_students, hands_on_hours,
    adapted_assignments, assignments
)
WITH taught AS (
    SELECT
        f.n,
        f.students,
        s.school_id,
        s.wealth,
        t.term_code,
        t.years,
        draw(f.n, f.term, 68) AS a,
        draw(f.n, f.term, 69) AS b,
        CAST(floor(f.students * (35 + 30 * part(draw(f.n, 0, 70), 0))) AS BIGINT) AS assignments
    FROM school_term AS f
    JOIN demo_school AS s USING (n)
    JOIN demo_term AS t USING (term)
    WHERE f.training_on IS NOT NULL
)
SELECT
    school_id,
    term_code,
    students,
    how_many(students, clamp(0.06 + 0.02 * years + 0.25 * (wealth - 0.4), 0.005, 0.9), part(a, 0), part(a, 1)),
    how_many(students, clamp(0.003 * years * years + 0.15 * (wealth - 0.5), 0.001, 0.9), part(a, 2), part(a, 3)),
    round(students * (1.5 + 0.35 * years + 6 * wealth * part(b, 0)), 1),
    CASE WHEN part(b, 3) >= 0.1
        THEN how_many(assignments, clamp(0.02 + 0.022 * years + 0.2 * (wealth - 0.5), 0.001, 0.9), part(b, 1), part(b, 2)) END,
    CASE WHEN part(b, 3) >= 0.1 THEN assignments END
FROM taught;

-- Digital portraits by school, term, kind and grade, in the schools that keep them; coverage, never a pupil.
INSERT INTO fact_portrait (school_id, term_code, kind, grade, students, with_portrait, refreshed, consented)
WITH graded AS (
    SELECT
        s.school_id,
        t.term_code,
        g.kind,
        g.grade,
        f.term - s.portrait_from AS age,
        CAST(ceil(p.students / g.grades) AS BIGINT) AS students,
        draw(f.n, f.term, 300 + g.slot) AS a,
        draw(f.n, f.term, 330 + g.slot) AS b
    FROM school_term AS f
    JOIN demo_school AS s USING (n)
    JOIN demo_term AS t USING (term)
    JOIN roll_part AS p ON p.n = f.n AND p.school_year = f.school_year
    JOIN demo_grade AS g ON g.stage = p.stage
    WHERE f.training_on IS NOT NULL AND f.term >= s.portrait_from
),
consented AS (
    SELECT *, how_many(students, clamp(0.7 + 0.03 * age, 0, 0.97), part(a, 0), part(a, 1)) AS consented FROM graded
),
covered AS (
    SELECT *, how_many(consented, clamp(0.55 + 0.06 * age, 0, 0.96), part(a, 2), part(a, 3)) AS covered FROM consented
)
SELECT
    school_id, term_code, kind, grade, students, covered, how_many(covered, 0.75, part(b, 0), part(b, 1)), consented
FROM covered;

-- What schools do in the programmes that count classes, teachers, lessons and events.
INSERT INTO fact_programme_activity (school_id, term_code, programme_code, tracker, classes, teachers, lessons, events)
SELECT
    s.school_id,
    t.term_code,
    k.programme,
    k.tracker,
    CAST(ceil(k.classes * (f.students / s.class_size) * part(draw(f.n, f.term, 400 + k.slot), 0)) AS BIGINT),
    CAST(ceil(k.teachers * f.teachers * part(draw(f.n, f.term, 400 + k.slot), 1)) AS BIGINT),
    CAST(ceil(k.lessons * f.teachers * part(draw(f.n, f.term, 400 + k.slot), 2)) AS BIGINT),
    CAST(ceil(k.events * part(draw(f.n, f.term, 400 + k.slot), 3)) AS BIGINT)
FROM school_term AS f
JOIN demo_school AS s USING (n)
JOIN demo_term AS t USING (term)
JOIN school_programme AS g ON g.school_id = s.school_id
JOIN demo_tracker AS k ON k.programme = g.programme_code AND t.school_year BETWEEN k.first_year AND k.last_year
WHERE f.training_on IS NOT NULL
ORDER BY f.n, f.term, k.slot;

-- Bandwidth by school and term; a school's rank stays, the nation's thresholds move.
INSERT INTO fact_connectivity (school_id, term_code, bandwidth_mbps, students)
SELECT
    s.school_id,
    t.term_code,
    CASE
        WHEN part(draw(f.n, f.term, 44), 0) < 0.008 THEN NULL
        WHEN s.network < 0.3 * t.below_100 THEN 20
        WHEN s.network < t.below_100 THEN 50
        WHEN s.network < t.below_200 THEN 100
        WHEN s.network < t.below_500 THEN 200
        WHEN s.network < t.below_1000 THEN 500
        WHEN s.network < 0.97 THEN 1000
        ELSE 2000
    END,
    f.students
FROM school_term AS f
JOIN demo_school AS s USING (n)
JOIN demo_term AS t USING (term)
WHERE f.network_on IS NOT NULL
ORDER BY f.n, f.term;

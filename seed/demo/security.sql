-- Systems that hold student data in each county, and what was done about them since the rules of 2021.
INSERT INTO fact_security (unit_code, term_code, systems_with_student_data, filed, assessed, classified, compliant)
WITH held AS (
    SELECT
        h.region_code,
        t.term_code,
        t.years - 5 AS years,
        3 + CAST(floor(16 * part(draw(h.place, 0, 100), 0)) AS BIGINT) AS systems,
        draw(h.place, t.term, 101) AS a,
        draw(h.place, t.term, 102) AS b
    FROM demo_county AS h
    CROSS JOIN demo_term AS t
    WHERE t.years >= 5 AND t.flow_due <= getvariable('demo_as_of') AND part(draw(h.place, t.term, 103), 0) >= 0.04
    ORDER BY h.place, t.term
),
filed AS (
    SELECT *, how_many(systems, clamp(0.55 + 0.09 * years, 0, 0.98), part(a, 0), part(a, 1)) AS filed FROM held
),
assessed AS (
    SELECT *, how_many(filed, clamp(0.6 + 0.07 * years, 0, 0.97), part(a, 2), part(a, 3)) AS assessed FROM filed
)
SELECT
    region_code,
    term_code,
    systems,
    filed,
    assessed,
    how_many(systems, clamp(0.5 + 0.08 * years, 0, 0.95), part(b, 0), part(b, 1)),
    how_many(assessed, 0.93, part(b, 2), part(b, 3))
FROM assessed;

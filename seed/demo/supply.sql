-- Courses, studios, communities, bases and labs of each county (or prefecture without any).
INSERT INTO fact_supply (
    region_code, term_code, kind, items, members, active_members, teachers_covered, teachers, lessons_covered,
    lessons_in_syllabus
)
WITH offered AS (
    SELECT
        h.region_code,
        t.term_code,
        t.years,
        k.kind,
        k.teachers_each,
        h.teachers,
        draw(h.place, 0, 370 + k.slot) AS fixed,
        draw(h.place, t.term, 380 + k.slot) AS a,
        CAST(floor(
            k.items
            * CASE WHEN k.kind IN ('studio', 'community') THEN h.studios WHEN k.kind = 'course' THEN h.courses ELSE 1 END
            * (0.2 + 0.16 * t.years) * (0.5 + part(draw(h.place, 0, 370 + k.slot), 0))
            + part(draw(h.place, 0, 370 + k.slot), 1)
        ) AS BIGINT) AS items
    FROM demo_county AS h
    CROSS JOIN demo_term AS t
    CROSS JOIN demo_kind AS k
    WHERE t.flow_due <= getvariable('demo_as_of')
    ORDER BY h.place, t.term, k.slot
)
SELECT
    region_code,
    term_code,
    kind,
    items,
    CASE WHEN teachers_each > 0 THEN items * teachers_each END,
    CASE WHEN teachers_each > 0 THEN how_many(items * teachers_each, 0.6, part(a, 0), part(a, 1)) END,
    -- A teacher in a studio and a community counts once, with the studio.
    CASE WHEN kind IN ('studio', 'community')
        THEN least(CAST(0.45 * teachers AS BIGINT), how_many(items * teachers_each, 0.55, part(a, 2), part(a, 3))) END,
    CASE kind WHEN 'studio' THEN teachers WHEN 'community' THEN 0 END,
    CASE kind WHEN 'course' THEN how_many(1200, clamp(0.55 + 0.035 * years + 0.2 * (part(fixed, 2) - 0.5), 0, 1), part(a, 2), 0.5) END,
    CASE kind WHEN 'course' THEN 1200 END
FROM offered;

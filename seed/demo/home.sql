-- Homes without a device or the internet, surveyed in each county (or prefecture without any) by setting.
CREATE OR REPLACE TEMP TABLE survey AS
SELECT
    h.place,
    h.region_code,
    t.term,
    t.term_code,
    t.survey_due,
    arrival(draw(h.place, t.term, 48), 0.02, 0.06, t.survey_due, 21) AS survey_on
FROM (SELECT DISTINCT place, region_code FROM demo_home) AS h
CROSS JOIN demo_term AS t
ORDER BY h.place, t.term;

INSERT INTO fact_home_access (region_code, term_code, setting, surveyed, without_device, without_internet)
WITH asked AS (
    SELECT
        v.region_code,
        v.term_code,
        v.term,
        h.setting,
        CAST(ceil(h.students * (0.3 + 0.1 * part(draw(h.place, v.term, 49), 0))) AS BIGINT) AS surveyed,
        clamp(t.home_rate * h.factor + h.per_year * t.years, 0.002, 0.7) AS rate,
        draw(h.place, v.term, 52 + h.s) AS a
    FROM survey AS v
    JOIN demo_home AS h USING (place)
    JOIN demo_term AS t ON t.term = v.term
    WHERE v.survey_on IS NOT NULL
    ORDER BY h.place, v.term, h.s
)
SELECT
    region_code,
    term_code,
    setting,
    surveyed,
    how_many(surveyed, rate, part(a, 0), part(a, 1)),
    CASE WHEN part(a, 3) >= 0.02 THEN how_many(surveyed, 0.7 * rate, part(a, 1), part(a, 2)) END
FROM asked;

INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
SELECT
    'home_access',
    v.region_code,
    v.term_code,
    v.survey_due,
    v.survey_on,
    CASE WHEN v.survey_on IS NOT NULL THEN h.settings END,
    CASE WHEN v.survey_on IS NOT NULL THEN 0 END
FROM survey AS v
JOIN (SELECT place, count(*) AS settings FROM demo_home GROUP BY place) AS h USING (place)
ORDER BY v.place, v.term;

-- Reports due and in, for the batch of schools: what is not in has no rows in its fact.
CREATE OR REPLACE TEMP MACRO set_aside(unit, period, stream) AS
    CASE WHEN part(draw(unit, period, stream), 0) < 0.015 THEN 1 + CAST(floor(4 * part(draw(unit, period, stream), 1)) AS BIGINT) ELSE 0 END;

INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
SELECT
    'usage',
    s.school_id,
    k.period,
    last_day(k.month),
    f.usage_on,
    CASE WHEN f.usage_on IS NOT NULL THEN coalesce(l.loaded, 0) END,
    CASE WHEN f.usage_on IS NOT NULL THEN set_aside(f.n, f.m, 56) END
FROM school_month AS f
JOIN demo_school AS s USING (n)
JOIN demo_month AS k USING (m)
LEFT JOIN (
    SELECT school_id, date_trunc('month', week) AS month, count(*) AS loaded
    FROM fact_usage
    WHERE school_id BETWEEN getvariable('demo_first_id') AND getvariable('demo_last_id')
    GROUP BY ALL
) AS l ON l.school_id = s.school_id AND l.month = k.month
WHERE k.with_usage;

INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
SELECT
    'activity',
    s.school_id,
    k.period,
    last_day(k.month),
    f.activity_on,
    CASE WHEN f.activity_on IS NOT NULL THEN 2 + CAST(k.with_usage AS BIGINT) END,
    CASE WHEN f.activity_on IS NOT NULL THEN set_aside(f.n, f.m, 57) END
FROM school_month AS f
JOIN demo_school AS s USING (n)
JOIN demo_month AS k USING (m);

INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
SELECT
    'textbook',
    s.school_id,
    k.period,
    last_day(k.month),
    f.textbook_on,
    CASE WHEN f.textbook_on IS NOT NULL THEN w.taught END,
    CASE WHEN f.textbook_on IS NOT NULL THEN set_aside(f.n, f.m, 58) END
FROM school_month AS f
JOIN demo_school AS s USING (n)
JOIN demo_month AS k USING (m)
JOIN (SELECT m, count_if(is_teaching_week) AS taught FROM demo_week GROUP BY m) AS w ON w.m = k.m
WHERE f.m >= s.textbook_from AND w.taught > 0;

INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
SELECT
    'training',
    s.school_id,
    t.term_code,
    t.flow_due,
    f.training_on,
    CASE WHEN f.training_on IS NOT NULL THEN coalesce(l.loaded, 0) END,
    CASE WHEN f.training_on IS NOT NULL THEN set_aside(f.n, f.term, 59) END
FROM school_term AS f
JOIN demo_school AS s USING (n)
JOIN demo_term AS t USING (term)
LEFT JOIN (
    SELECT school_id, term_code, count(*) AS loaded
    FROM fact_training
    WHERE school_id BETWEEN getvariable('demo_first_id') AND getvariable('demo_last_id')
    GROUP BY ALL
) AS l ON l.school_id = s.school_id AND l.term_code = t.term_code;

INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
SELECT
    'infrastructure',
    s.school_id,
    t.term_code,
    t.stock_due,
    f.assets_on,
    CASE WHEN f.assets_on IS NOT NULL THEN p.stages END,
    CASE WHEN f.assets_on IS NOT NULL THEN set_aside(f.n, f.term, 60) END
FROM school_term AS f
JOIN demo_school AS s USING (n)
JOIN demo_term AS t USING (term)
JOIN (SELECT n, count(*) AS stages FROM demo_part GROUP BY n) AS p ON p.n = f.n;

INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
SELECT
    'connectivity',
    s.school_id,
    t.term_code,
    t.stock_due,
    f.network_on,
    CASE WHEN f.network_on IS NOT NULL THEN 1 END,
    CASE WHEN f.network_on IS NOT NULL THEN set_aside(f.n, f.term, 61) END
FROM school_term AS f
JOIN demo_school AS s USING (n)
JOIN demo_term AS t USING (term);

-- Reports due and in, for the batch of schools: what is not in has no rows in its fact.
INSERT INTO fact_report (feed_code, unit_code, period, expected_on, received_on, rows_loaded, rows_quarantined)
WITH due AS (
    SELECT 1 AS feed, 'usage' AS code, f.n, strftime(k.month, '%Y-%m-%d') AS period, last_day(k.month) AS expected_on, f.usage_on AS received_on
    FROM school_month AS f
    JOIN demo_month AS k USING (m)
    WHERE k.with_usage
    UNION ALL
    SELECT 2, 'activity', f.n, strftime(k.month, '%Y-%m-%d'), last_day(k.month), f.activity_on
    FROM school_month AS f
    JOIN demo_month AS k USING (m)
    UNION ALL
    SELECT 3, 'textbook', f.n, strftime(k.month, '%Y-%m-%d'), last_day(k.month), f.textbook_on
    FROM school_month AS f
    JOIN demo_month AS k USING (m)
    JOIN demo_school AS s USING (n)
    WHERE f.m >= s.textbook_from
    UNION ALL
    SELECT 4, 'training', f.n, t.term_code, t.flow_due, f.training_on FROM school_term AS f JOIN demo_term AS t USING (term)
    UNION ALL
    SELECT 5, 'infrastructure', f.n, t.term_code, t.stock_due, f.assets_on FROM school_term AS f JOIN demo_term AS t USING (term)
    UNION ALL
    SELECT 6, 'connectivity', f.n, t.term_code, t.stock_due, f.network_on FROM school_term AS f JOIN demo_term AS t USING (term)
)
SELECT d.code, s.school_id, d.period, d.expected_on, d.received_on, NULL, NULL
FROM due AS d
JOIN demo_school AS s USING (n)
ORDER BY d.feed, d.n, d.period;

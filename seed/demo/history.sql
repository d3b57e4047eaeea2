-- What came in since the release before, and what was sent anew. Variables: demo_release, demo_before.
INSERT INTO data_release_change (release_id, table_name, unit_code, period, rows_added, rows_changed, rows_removed)
WITH reports AS (
    SELECT
        f.fact,
        coalesce(s.region_code, r.unit_code) AS region,
        r.period,
        r.rows_loaded,
        r.rows_quarantined,
        r.received_on > getvariable('demo_before') AS is_new,
        part(hash(xor(hash(r.feed_code, r.unit_code, r.period), CAST(getvariable('demo_key') AS UBIGINT))), 0) < 0.02 AS is_sent_anew
    FROM fact_report AS r
    JOIN feed AS f USING (feed_code)
    LEFT JOIN school AS s ON s.school_id = r.unit_code
    -- Nobody sends anew what is older than half a year.
    WHERE r.received_on > getvariable('demo_before') OR r.received_on IS NOT NULL AND r.expected_on > getvariable('demo_before') - 180
)
SELECT
    getvariable('demo_release'),
    fact,
    region,
    period,
    CAST(coalesce(sum(rows_loaded) FILTER (is_new), 0) AS BIGINT),
    CAST(coalesce(sum(rows_loaded) FILTER (is_sent_anew AND NOT is_new), 0) AS BIGINT),
    CAST(coalesce(sum(rows_quarantined) FILTER (is_sent_anew AND NOT is_new), 0) AS BIGINT)
FROM reports
WHERE is_new OR is_sent_anew
GROUP BY ALL
ORDER BY ALL;

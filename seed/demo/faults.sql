-- Faults of quality in the schools of `demo_fault`, once all facts are there.
UPDATE fact_usage SET views = 15 * views, minutes = 15 * minutes
WHERE school_id IN (SELECT school_id FROM demo_fault WHERE kind = 'outlier') AND week BETWEEN DATE '2026-04-01' AND DATE '2026-04-30';

UPDATE fact_activity SET eligible_users = 3 * eligible_users
WHERE school_id IN (SELECT school_id FROM demo_fault WHERE kind = 'jump')
    AND user_role = 'student' AND month BETWEEN DATE '2026-04-01' AND DATE '2026-06-30';

-- Within a school year the number of students is one, and so is what follows from it.
UPDATE fact_activity SET active_users = 11 * eligible_users // 20, regular_users = 3 * eligible_users // 10
WHERE school_id IN (SELECT school_id FROM demo_fault WHERE kind = 'repeat')
    AND user_role = 'student' AND month BETWEEN DATE '2026-03-01' AND DATE '2026-06-30';

UPDATE fact_usage AS f SET
    views = CASE WHEN f.week = l.last THEN 8 * f.views ELSE f.views // 10 END,
    minutes = CASE WHEN f.week = l.last THEN 8 * f.minutes ELSE f.minutes // 10 END
FROM (SELECT date_trunc('month', week) AS month, max(week) AS last FROM calendar GROUP BY ALL) AS l
WHERE f.school_id IN (SELECT school_id FROM demo_fault WHERE kind = 'burst')
    AND l.month IN (DATE '2026-05-01', DATE '2026-06-01', DATE '2026-10-01') AND date_trunc('month', f.week) = l.month;

UPDATE fact_activity SET active_users = eligible_users + 3 + eligible_users // 5
WHERE school_id IN (SELECT school_id FROM demo_fault WHERE kind = 'impossible')
    AND user_role = 'teacher' AND month = DATE '2026-05-01';

-- Every day from the first to the last month that the facts speak of. Variables: first_day, last_day.
INSERT INTO calendar (day, week, month, term_code, school_year, is_teaching_week)
SELECT
    day,
    monday,
    month_first(day),
    year_start(day) || CASE WHEN month(day) BETWEEN 2 AND 8 THEN '-2' ELSE '-1' END,
    year_start(day) || '-' || (year_start(day) + 1),
    -- Winter break about 20 January to 20 February, summer break about 10 July to 31 August; a week is judged by its Monday.
    strftime(monday, '%m-%d') NOT BETWEEN '01-20' AND '02-20' AND strftime(monday, '%m-%d') NOT BETWEEN '07-10' AND '08-31'
FROM (
    SELECT CAST(d AS DATE) AS day, CAST(date_trunc('week', d) AS DATE) AS monday
    FROM generate_series(month_first(getvariable('first_day')), month_last(getvariable('last_day')), INTERVAL 1 DAY) AS days (d)
)
ORDER BY day;

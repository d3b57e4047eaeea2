-- What all facts of a batch of schools share: heads by year, and which months and terms were reported.
CREATE OR REPLACE TEMP TABLE roll_part AS
SELECT
    p.n,
    e.school_year,
    p.stage,
    CAST(greatest(1, round(p.size * e.factor * (0.98 + 0.04 * part(draw(p.n, e.school_year, 1), 0)))) AS BIGINT) AS students,
    CAST(greatest(1, round(p.size * e.factor / p.per_teacher * (0.9 + 0.2 * part(draw(p.n, 0, 2), 0)) + 0.5)) AS BIGINT) AS teachers
FROM demo_part AS p
JOIN demo_enrolment AS e USING (stage)
ORDER BY p.n, e.school_year, p.stage;

CREATE OR REPLACE TEMP TABLE roll AS
SELECT n, school_year, CAST(sum(students) AS BIGINT) AS students, CAST(sum(teachers) AS BIGINT) AS teachers
FROM roll_part
GROUP BY n, school_year
ORDER BY n, school_year;

CREATE OR REPLACE TEMP TABLE school_month AS
SELECT
    s.n,
    m.m,
    r.students,
    r.teachers,
    CASE WHEN m.m < s.silent_from THEN arrival(draw(s.n, m.m, 3), s.miss * m.hardship, s.late, last_day(m.month), 2) END AS activity_on,
    CASE WHEN m.m < s.silent_from AND m.with_usage
        THEN arrival(draw(s.n, m.m, 4), s.miss * m.hardship, s.late, last_day(m.month), 2) END AS usage_on,
    CASE WHEN m.m < s.silent_from AND m.m >= s.textbook_from
        THEN arrival(draw(s.n, m.m, 5), s.miss * m.hardship, s.late, last_day(m.month), 2) END AS textbook_on
FROM demo_school AS s
JOIN demo_month AS m ON m.m BETWEEN s.from_month AND s.to_month
JOIN roll AS r ON r.n = s.n AND r.school_year = m.school_year
ORDER BY s.n, m.m;

CREATE OR REPLACE TEMP TABLE school_term AS
SELECT
    s.n,
    t.term,
    t.school_year,
    r.students,
    r.teachers,
    CASE WHEN t.first_month < s.silent_from THEN arrival(draw(s.n, t.term, 6), s.miss, 1.5 * s.late, t.stock_due, 21) END AS assets_on,
    CASE WHEN t.first_month < s.silent_from THEN arrival(draw(s.n, t.term, 7), s.miss, 1.5 * s.late, t.stock_due, 21) END AS network_on,
    -- A term that still runs owes its training report at its end.
    CASE WHEN t.first_month < s.silent_from AND t.flow_due <= getvariable('demo_as_of')
        THEN arrival(draw(s.n, t.term, 8), s.miss, 1.5 * s.late, t.flow_due, 10) END AS training_on
FROM demo_school AS s
JOIN demo_term AS t ON t.first_month >= s.from_month AND t.last_month <= s.to_month
JOIN roll AS r ON r.n = s.n AND r.school_year = t.school_year
ORDER BY s.n, t.term;

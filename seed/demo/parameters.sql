-- The frames that Python made, as tables: scans of them run on every thread.
CREATE OR REPLACE TEMP TABLE every_school AS SELECT * FROM given_school ORDER BY n;
CREATE OR REPLACE TEMP TABLE every_part AS SELECT * FROM given_part ORDER BY n, stage;
CREATE OR REPLACE TEMP TABLE demo_enrolment AS SELECT * FROM given_enrolment;
CREATE OR REPLACE TEMP TABLE demo_month AS SELECT * REPLACE (CAST(month AS DATE) AS month) FROM given_month;
CREATE OR REPLACE TEMP TABLE demo_week AS SELECT * REPLACE (CAST(week AS DATE) AS week) FROM given_week;
CREATE OR REPLACE TEMP TABLE demo_term AS
SELECT * REPLACE (CAST(stock_due AS DATE) AS stock_due, CAST(survey_due AS DATE) AS survey_due, CAST(flow_due AS DATE) AS flow_due)
FROM given_term;
CREATE OR REPLACE TEMP TABLE demo_effect AS SELECT * FROM given_effect;
CREATE OR REPLACE TEMP TABLE demo_term_effect AS SELECT * FROM given_term_effect;
CREATE OR REPLACE TEMP TABLE demo_slot AS SELECT * REPLACE (CAST(platform AS TEXT) AS platform) FROM given_slot;
-- One whole number finds the cell of a week, slot and bucket: the join on it is a look-up in an array.
CREATE OR REPLACE TEMP TABLE demo_cell AS
SELECT
    (k.w * getvariable('demo_slots') + k.slot) * getvariable('demo_buckets') + c.bucket AS cell,
    c.role,
    c.kind,
    c.minutes,
    getvariable('demo_views') * k.share AS views
FROM given_slot_week AS k
JOIN demo_week AS w USING (w)
JOIN given_bucket AS c ON c.slot = k.slot AND c.teaching = w.is_teaching_week
ORDER BY cell;
CREATE OR REPLACE TEMP TABLE demo_course AS SELECT * FROM given_course;
CREATE OR REPLACE TEMP TABLE demo_home AS SELECT * FROM given_home;
CREATE OR REPLACE TEMP TABLE demo_subject AS SELECT * FROM given_subject;
CREATE OR REPLACE TEMP TABLE demo_dimension AS SELECT * FROM given_dimension;
CREATE OR REPLACE TEMP TABLE demo_grade AS SELECT * FROM given_grade;
CREATE OR REPLACE TEMP TABLE demo_channel AS SELECT * FROM given_channel;
CREATE OR REPLACE TEMP TABLE demo_kind AS SELECT * FROM given_kind;
CREATE OR REPLACE TEMP TABLE demo_tracker AS SELECT * FROM given_tracker;
CREATE OR REPLACE TEMP TABLE demo_county AS SELECT * FROM given_county;

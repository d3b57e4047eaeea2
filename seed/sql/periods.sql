-- First and last day of a period as the facts write it. Terms follow Chinese schools: autumn September to January, spring February to August.
CREATE OR REPLACE TEMP MACRO week_first(monday) AS CAST(monday AS DATE);
CREATE OR REPLACE TEMP MACRO week_last(monday) AS CAST(monday AS DATE) + 6;
CREATE OR REPLACE TEMP MACRO month_first(day) AS CAST(date_trunc('month', day) AS DATE);
CREATE OR REPLACE TEMP MACRO month_last(day) AS last_day(day);
CREATE OR REPLACE TEMP MACRO starting_year(code) AS TRY_CAST(left(code, 4) AS INTEGER);
CREATE OR REPLACE TEMP MACRO term_first(code) AS CASE right(code, 2)
    WHEN '-1' THEN make_date(starting_year(code), 9, 1)
    WHEN '-2' THEN make_date(starting_year(code) + 1, 2, 1)
END;
CREATE OR REPLACE TEMP MACRO term_last(code) AS CASE right(code, 2)
    WHEN '-1' THEN make_date(starting_year(code) + 1, 1, 31)
    WHEN '-2' THEN make_date(starting_year(code) + 1, 8, 31)
END;
CREATE OR REPLACE TEMP MACRO school_year_first(code) AS make_date(starting_year(code), 9, 1);
CREATE OR REPLACE TEMP MACRO school_year_last(code) AS make_date(starting_year(code) + 1, 8, 31);
CREATE OR REPLACE TEMP MACRO year_start(day) AS year(day) - CASE WHEN month(day) < 9 THEN 1 ELSE 0 END;

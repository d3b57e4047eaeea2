-- The schools of the batch at hand. Variables: demo_first, demo_last.
CREATE OR REPLACE TEMP TABLE demo_school AS
SELECT * FROM every_school WHERE n BETWEEN getvariable('demo_first') AND getvariable('demo_last') ORDER BY n;

CREATE OR REPLACE TEMP TABLE demo_part AS
SELECT * FROM every_part WHERE n BETWEEN getvariable('demo_first') AND getvariable('demo_last') ORDER BY n, stage;

-- Devices and classrooms by school, term and stage taught; a stock.
INSERT INTO fact_infrastructure (
    school_id, term_code, stage, students, teachers, student_devices, teacher_devices, teachers_with_device,
    classrooms, multimedia_classrooms, wifi_classrooms
)
WITH owned AS (
    SELECT
        f.n,
        f.term,
        p.stage,
        p.students,
        p.teachers,
        s.school_id,
        s.wealth,
        t.*,
        s.devices * (0.96 + 0.08 * part(draw(f.n, t.school_year, 40), 0)) AS devices,
        CAST(greatest(1, ceil(1.15 * p.students / s.class_size)) AS BIGINT) AS classrooms,
        draw(f.n, length(p.stage), 41) AS fixed,
        draw(f.n, f.term, 42) AS a
    FROM school_term AS f
    JOIN roll_part AS p ON p.n = f.n AND p.school_year = f.school_year
    JOIN demo_school AS s ON s.n = f.n
    JOIN demo_term AS t ON t.term = f.term
    WHERE f.assets_on IS NOT NULL
    ORDER BY f.n, f.term, p.stage
),
counted AS (
    SELECT
        *,
        how_many(teachers, clamp(teacher_rate + 0.3 * (wealth - 0.5), 0.05, 0.995), part(fixed, 0), part(a, 0)) AS with_device,
        -- Nearly every school had one multimedia classroom by 2021.
        CASE WHEN part(fixed, 3) < no_multimedia THEN 0 ELSE greatest(1,
            how_many(classrooms, clamp(multimedia_rate + 0.35 * (wealth - 0.5), 0.02, 0.995), part(fixed, 1), part(fixed, 2))
        ) END AS multimedia
    FROM owned
)
SELECT
    school_id,
    term_code,
    stage,
    students,
    teachers,
    CASE WHEN part(a, 1) >= 0.01
        THEN CAST(least(floor(students * device_rate * devices + part(fixed, 0)), students) AS BIGINT) END,
    with_device + CAST(floor(0.03 * teachers + part(fixed, 1)) AS BIGINT),
    with_device,
    classrooms,
    multimedia,
    CASE WHEN part(a, 2) >= 0.015
        THEN how_many(classrooms, clamp(wifi_rate + 0.4 * (wealth - 0.5), 0.01, 0.99), part(fixed, 2), part(fixed, 3)) END
FROM counted;

-- How a cell of text becomes a value of the contract, or NULL when it cannot; and why it cannot.
CREATE OR REPLACE TEMP MACRO as_text(cell) AS nullif(trim(cell, E' \t\r\n' || chr(160) || chr(12288) || chr(65279)), '');
-- Chinese input methods type full-width digits and signs.
CREATE OR REPLACE TEMP MACRO half_width(cell) AS translate(as_text(cell), '０１２３４５６７８９－．，／', '0123456789-.,/');
CREATE OR REPLACE TEMP MACRO as_code(cell) AS half_width(cell);

CREATE OR REPLACE TEMP MACRO as_count(cell) AS
    CASE WHEN regexp_full_match(half_width(cell), '\d+(\.0*)?') THEN TRY_CAST(split_part(half_width(cell), '.', 1) AS BIGINT) END;

CREATE OR REPLACE TEMP MACRO as_amount(cell) AS
    CASE
        WHEN regexp_full_match(half_width(cell), '[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?')
         AND isfinite(TRY_CAST(half_width(cell) AS DOUBLE))
        THEN TRY_CAST(half_width(cell) AS DOUBLE)
    END;

-- 2026-09-01 and 2026/9/1; a spreadsheet or a data frame may add midnight.
CREATE OR REPLACE TEMP MACRO day_part(cell) AS regexp_replace(half_width(cell), '[ T]0?0:00(:00(\.0+)?)?$', '');
CREATE OR REPLACE TEMP MACRO as_date(cell) AS
    CASE
        WHEN regexp_full_match(day_part(cell), '\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}')
        THEN TRY_CAST(replace(day_part(cell), '/', '-') AS DATE)
    END;

CREATE OR REPLACE TEMP MACRO as_flag(cell) AS
    CASE
        WHEN lower(half_width(cell)) IN ('true', 't', '1', 'yes', 'y', '是') THEN true
        WHEN lower(half_width(cell)) IN ('false', 'f', '0', 'no', 'n', '否') THEN false
    END;

CREATE OR REPLACE TEMP MACRO number_fault(cell) AS
    CASE
        WHEN regexp_full_match(lower(half_width(cell)), '[+-]?(nan|inf|infinity)') THEN 'is not a finite number'
        WHEN regexp_full_match(half_width(cell), '[+-]?\d{1,3}(,\d{3})+(\.\d+)?') THEN 'has thousands separators; write 1200, not 1,200'
        WHEN regexp_full_match(half_width(cell), '[+-]?[\d.]+[%\x{FF05}]') THEN 'is a percentage; facts are counts'
        ELSE 'is not a number'
    END;
CREATE OR REPLACE TEMP MACRO count_fault(cell) AS
    CASE
        WHEN regexp_full_match(half_width(cell), '-\d+(\.0*)?') THEN 'is negative'
        WHEN regexp_full_match(half_width(cell), '\d+\.\d+') THEN 'is not a whole number'
        WHEN regexp_full_match(half_width(cell), '\d+') THEN 'is too large'
        ELSE number_fault(cell)
    END;

-- Terms and school years; a school year names two years in a row.
CREATE OR REPLACE TEMP MACRO is_term(code) AS regexp_full_match(code, '(19|20)\d\d-[12]');
CREATE OR REPLACE TEMP MACRO is_school_year(code) AS
    regexp_full_match(code, '(19|20)\d\d-\d{4}') AND TRY_CAST(left(code, 4) AS INTEGER) + 1 = TRY_CAST(right(code, 4) AS INTEGER);
CREATE OR REPLACE TEMP MACRO is_period(code) AS
    is_term(code) OR is_school_year(code) OR coalesce(regexp_full_match(code, '\d{4}-\d\d-\d\d') AND TRY_CAST(code AS DATE) IS NOT NULL, false);

-- People, not counts: an identity number (18 places, a birth date and a check digit) or a mobile number.
CREATE OR REPLACE TEMP MACRO digits_of(cell) AS upper(regexp_replace(half_width(cell), '[ +-]', '', 'g'));
CREATE OR REPLACE TEMP MACRO is_identity(cell) AS
    regexp_full_match(digits_of(cell), '[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]')
    AND substr('10X98765432', 1 + list_sum(list_transform(range(17), lambda i:
        TRY_CAST(substr(digits_of(cell), i + 1, 1) AS INTEGER) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][i + 1]))::INTEGER % 11, 1)
        = right(digits_of(cell), 1);
CREATE OR REPLACE TEMP MACRO is_mobile(cell) AS regexp_full_match(digits_of(cell), '(86)?1[3-9]\d{9}');

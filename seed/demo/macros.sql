-- A counter-based random number: the same school, time and stream give the same bits in any order and on any thread.
CREATE OR REPLACE TEMP MACRO draw(unit, period, stream) AS
    hash(xor((CAST(unit AS BIGINT) << 32) + (CAST(period AS BIGINT) << 12) + CAST(stream AS BIGINT), getvariable('demo_key')));

-- One of the four uniform numbers in [0, 1) that a draw holds.
CREATE OR REPLACE TEMP MACRO part(bits, which) AS CAST((bits >> CAST(16 * which AS UBIGINT)) & CAST(65535 AS UBIGINT) AS DOUBLE) / 65536;

CREATE OR REPLACE TEMP MACRO clamp(x, low, high) AS least(greatest(x, low), high);

-- How many of n, at a rate: as spread as a binomial where there is room, never outside 0..n, and without bias.
CREATE OR REPLACE TEMP MACRO how_many(n, rate, u, v) AS CAST(floor(
    n * rate + (2 * u - 1) * least(sqrt(3 * n * rate * (1 - rate)), n * rate, n * (1 - rate)) + v
) AS BIGINT);

-- The day a report comes in, or null: never, or not yet.
CREATE OR REPLACE TEMP MACRO arrival(bits, miss, late, due, days_early) AS (
    CASE
        WHEN part(bits, 0) < miss THEN NULL
        WHEN part(bits, 1) >= late THEN due - CAST(floor(part(bits, 2) * days_early) AS INTEGER)
        WHEN due + 1 + CAST(floor(50 * part(bits, 2) * part(bits, 2)) AS INTEGER) <= getvariable('demo_as_of')
            THEN due + 1 + CAST(floor(50 * part(bits, 2) * part(bits, 2)) AS INTEGER)
    END
);

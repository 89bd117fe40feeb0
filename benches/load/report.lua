-- Prints wrk's results on one line of JSON. Latencies are in microseconds.
function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        'REPORT {"requests": %d, "microseconds": %d, "median": %d, "p99": %d, "largest": %d, "refused": %d, "broken": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout))
end

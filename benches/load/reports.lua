-- Writes: each request puts the yearly report of another business, with other amounts. Every thread has its own businesses, so no two
-- requests write one record. All businesses are in a dozen regions, so all requests update the same totals.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

local path, headers, first, count, at

function init(arguments)
    local of_all = tonumber(arguments[4])
    count = math.floor(tonumber(arguments[3]) / of_all)
    first = number * count
    path = "/umkm/%d/reports/" .. arguments[2]
    headers = { ["Authorization"] = "Bearer " .. arguments[1], ["Content-Type"] = "application/json" }
    math.randomseed(os.time() + number)
    at = math.random(0, count - 1)
end

function request()
    at = (at + 1) % count
    local body = string.format('{"turnover": "%d.00", "assets": "%d.00", "workers": %d}',
        math.random(1000000, 999999999), math.random(1000000, 999999999), math.random(1, 99))
    return wrk.format("PUT", path:format(first + at + 1), headers, body)
end

dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "report.lua")

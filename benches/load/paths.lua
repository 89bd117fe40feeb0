-- Reads: requests the paths of a file in turn. Every thread starts at its own position.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

local requests, at = {}, 0

function init(arguments)
    local headers = {}
    if arguments[2] then headers["Authorization"] = "Bearer " .. arguments[2] end
    for path in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", path, headers)
    end
    at = number * 97 % #requests
end

function request()
    at = at % #requests + 1
    return requests[at]
end

dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "report.lua")

/**
 * What every script of the store begins with. A script is one truth: Redis runs it whole and alone, so a sequence
 * number, its place in the history and its announcement cannot come apart. Time is Redis's, since hosts' clocks differ.
 *
 * Keys, each after the prefix:
 * - `leases`: instances by the time (ms) their lease ends; one that is there still holds its seats, also past that time,
 *   until another one sweeps it; `held:LEASE`: the seats of one, as `CONNECTION ROOM`;
 * - `rooms`: rooms by their number of people; `version`: grows with every change of that list;
 * - `room:R`: its id, newest sequence number, characters kept, newest message without text;
 * - `seats:R`: `LEASE|CONNECTION` → member id; `people:R`: member id → member; `names:R`: name key → member id;
 * - `log:R`: the history, `CHARACTERS ID JSON` each, without a hole; `ids:R`: message id → sequence number.
 */
export const PRELUDE = `
local K, a = KEYS[1], cjson.decode(ARGV[1])
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local KINDS = { 'room', 'seats', 'people', 'names', 'log', 'ids' }

local function key(kind, name) return K .. kind .. ':' .. name end
local function seatOf(connection) return a.lease .. '|' .. connection end
local function isLeased() return call('ZSCORE', K .. 'leases', a.lease) end
local function changed()
  if call('INCR', K .. 'version') == 1 then call('PEXPIRE', K .. 'version', a.occupiedMs * 2) end
end

-- In the form in which the adapter of every instance reads what another one broadcasts. One that we do not know is told
-- by the instance, after the script.
local told = {}
local function announce(event, payload, room, except)
  local channel = a.channel .. room
  if a.adapter == 'foreign' then
    told[#told + 1] = { event, payload, except or '' }
    return
  end
  if a.adapter == 'streams' then
    local packet = '{"type":2,"nsp":"/","data":["' .. event .. '",' .. payload .. ']}'
    local except = except and cjson.encode(except) or ''
    local opts = '{"rooms":[' .. cjson.encode(channel) .. '],"except":[' .. except .. '],"flags":{}}'
    call('XADD', a.stream, 'MAXLEN', '~', a.streamLength, '*',
      'uid', 'store', 'nsp', '/', 'type', '3', 'data', '{"packet":' .. packet .. ',"opts":' .. opts .. '}')
  else
    local packet = { type = 2, nsp = '/', data = { event, cjson.decode(payload) } }
    call('PUBLISH', a.stream .. '#/#' .. channel .. '#',
      cmsgpack.pack({ 'store', packet, { rooms = { channel }, except = { except }, flags = {} } }))
  end
end

local function tell(event, room, id, member, more, except)
  local shown = cjson.encode({ id = member.id, name = member.name, tabs = member.tabs })
  announce(event, '{"room":' .. cjson.encode(room) .. ',"roomId":"' .. id .. '","member":' .. shown .. more .. '}', room, except)
  changed()
end

local function drop(room)
  for _, kind in ipairs(KINDS) do call('DEL', key(kind, room)) end
  call('ZREM', K .. 'rooms', room)
  changed()
end

-- Nothing stays for ever, even when every instance dies at once: the holder of a seat renews this.
local function keep(room)
  local people = call('HLEN', key('people', room))
  if people == 0 and a.emptyRoomMs == 0 then return drop(room) end
  local ms = people == 0 and a.emptyRoomMs or a.occupiedMs
  for _, kind in ipairs(KINDS) do call('PEXPIRE', key(kind, room), ms) end
  call('ZADD', K .. 'rooms', people, room)
  call('PEXPIRE', K .. 'rooms', a.occupiedMs)
end

local function member(room, id)
  local found = call('HGET', key('people', room), id)
  return found and cjson.decode(found)
end

-- One connection less; tells the others.
local function vacate(room, seat, why, except)
  local seats = key('seats', room)
  local memberId = call('HGET', seats, seat)
  if not memberId then return end
  call('HDEL', seats, seat)
  local one, id = member(room, memberId), call('HGET', key('room', room), 'id')
  one.tabs = one.tabs - 1
  if one.tabs > 0 then
    call('HSET', key('people', room), memberId, cjson.encode(one))
    tell('member:updated', room, id, one, '', except)
  else
    call('HDEL', key('people', room), memberId)
    call('HDEL', key('names', room), one.nameKey)
    tell('member:left', room, id, one, ',"why":"' .. why .. '","at":' .. now, except)
  end
end

local function leave(lease, connection, room, why)
  call('SREM', key('held', lease), connection .. ' ' .. room)
  if call('EXISTS', key('room', room)) == 0 then
    call('ZREM', K .. 'rooms', room)
    return
  end
  vacate(room, lease .. '|' .. connection, why)
  keep(room)
end

-- All that an instance held, because it is gone.
local function sweep(lease)
  for _, held in ipairs(call('SMEMBERS', key('held', lease))) do
    local connection, room = string.match(held, '^(%S+) (.+)$')
    leave(lease, connection, room, 'disconnected')
  end
  call('DEL', key('held', lease))
  call('ZREM', K .. 'leases', lease)
end
`;

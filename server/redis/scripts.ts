import { PRELUDE } from "./prelude.ts";

/**
 * Begins or renews this instance's lease and sweeps dead instances. Only an instance whose own lease did not run out may
 * sweep, neither lately (`sweeps`, by its own clock) nor on the way here: else it was Redis that was away, and the others
 * need a moment to renew theirs.
 */
const HEARTBEAT = `
local mine = tonumber(call('ZSCORE', K .. 'leases', a.lease) or '0')
if not a.begin and mine == 0 then return { 'lost' } end
call('ZADD', K .. 'leases', now + a.leaseMs, a.lease)
for _, kept in ipairs({ K .. 'leases', key('held', a.lease), a.stream, K .. 'version' }) do
  call('PEXPIRE', kept, a.occupiedMs * 2)
end
for _, room in ipairs(a.renew) do
  if call('EXISTS', key('room', room)) == 1 then keep(room) end
end
if a.sweeps and mine > now then
  for _, lease in ipairs(call('ZRANGEBYSCORE', K .. 'leases', '-inf', now)) do sweep(lease) end
end
for _, room in ipairs(call('ZRANGEBYSCORE', K .. 'rooms', 0, 0, 'LIMIT', 0, 100)) do
  if call('EXISTS', key('room', room)) == 0 then
    call('ZREM', K .. 'rooms', room)
    changed()
  end
end
return { 'ok', call('GET', K .. 'version') or '0', call('ZCARD', K .. 'rooms') }`;

/** Gives the lease and all its seats back. */
const RELEASE = `sweep(a.lease)`;

const JOIN = `
if not isLeased() then return { 'lost' } end
local room, who, seat, meta = a.room, a.who, seatOf(a.connection), key('room', a.room)
local people, seats = key('people', room), key('seats', room)
local id = call('HGET', meta, 'id')
if a.resumedId and id ~= a.resumedId then return { 'refused', 'not-joined' } end
local present = call('HGET', seats, seat)

local gaveWay = ''
if not id then
  if not a.mayCreate then return { 'refused', 'rate-limited' } end
  if call('ZCARD', K .. 'rooms') >= a.roomsMax then
    -- The room that has been empty longest gives way, sooner where nobody said anything in it: its keys expire first.
    local idle, least
    for _, other in ipairs(call('ZRANGEBYSCORE', K .. 'rooms', 0, 0)) do
      local isSilent = tonumber(call('HGET', key('room', other), 'seq') or '0') == 0
      local left = call('PTTL', key('room', other)) - (isSilent and a.emptyRoomMs or 0)
      if not idle or left < least then idle, least = other, left end
    end
    if not idle then return { 'refused', 'instance-full' } end
    drop(idle)
    gaveWay = idle
  end
  id = a.newId
  call('HSET', meta, 'id', id, 'seq', 0, 'characters', 0)
else
  local holder = call('HGET', key('names', room), who.nameKey)
  if holder and holder ~= who.id then return { 'refused', 'name-taken' } end
  local own = present and member(room, present)
  local isOneMore = call('HEXISTS', people, who.id) == 0 and not (own and own.tabs == 1)
  if isOneMore and call('HLEN', people) >= a.membersMax then return { 'refused', 'room-full' } end
end

local except = not a.resumedId and a.connection or nil
local one = member(room, who.id)
if present ~= who.id or one.name ~= who.name then
  if present and present ~= who.id then vacate(room, seat, 'left', except) end
  local isNew = not one
  one = one or { id = who.id, tabs = 0, nameKey = who.nameKey, came = call('HINCRBY', meta, 'came', 1) }
  if call('HEXISTS', seats, seat) == 0 then one.tabs = one.tabs + 1 end
  one.name = who.name
  call('HSET', people, who.id, cjson.encode(one))
  call('HSET', key('names', room), who.nameKey, who.id)
  call('HSET', seats, seat, who.id)
  call('SADD', key('held', a.lease), a.connection .. ' ' .. room)
  call('PEXPIRE', key('held', a.lease), a.occupiedMs * 2)
  tell(isNew and 'member:joined' or 'member:updated', room, id, one, isNew and (',"at":' .. now) or '', except)
end
keep(room)

local seq, size = tonumber(call('HGET', meta, 'seq')), call('LLEN', key('log', room))
local from, gap = math.max(0, size - a.joinMessages), 0
if a.lastSeen and a.lastSeen.roomId == id then
  local oldest = seq - size + 1
  from = math.max(0, a.lastSeen.seq + 1 - oldest)
  gap = a.lastSeen.seq + 1 < oldest and 1 or 0
end
return { 'ok', id, seq, gap, call('HVALS', people), call('LRANGE', key('log', room), from, -1), gaveWay }`;

const LEAVE = `
if not isLeased() then return { 'lost' } end
if call('HEXISTS', key('seats', a.room), seatOf(a.connection)) == 0 then return { 'refused', 'not-joined' } end
local id = call('HGET', key('room', a.room), 'id')
leave(a.lease, a.connection, a.room, 'left')
return { 'ok', id }`;

const LEAVE_ALL = `
for _, seat in ipairs(a.gone) do leave(a.lease, seat.connection, seat.room, 'disconnected') end
return { 'ok' }`;

/** The rest of the message's JSON is the second argument, the sender's name as JSON the third. */
const SEND = `
if not isLeased() then return { 'lost' } end
local room, log, ids, meta = a.room, key('log', a.room), key('ids', a.room), key('room', a.room)
if call('HGET', key('seats', room), seatOf(a.connection)) ~= a.member then return { 'refused', 'not-joined' } end

local first = call('HGET', ids, a.id)
if first then
  local oldest = tonumber(call('HGET', meta, 'seq')) - call('LLEN', log) + 1
  local json = string.match(call('LINDEX', log, first - oldest), '^%S+ %S+ (.*)$')
  if cjson.decode(json).member ~= a.member then return { 'refused', 'id-taken' } end
  return { 'ok', json, 1 }
end

local seq = call('HINCRBY', meta, 'seq', 1)
local id = call('HGET', meta, 'id')
local json = ARGV[2] .. ',"roomId":"' .. id .. '","seq":' .. seq .. ',"at":' .. now .. '}'
local size = call('RPUSH', log, a.characters .. ' ' .. a.id .. ' ' .. json)
call('HSET', ids, a.id, seq)
call('HSET', meta, 'last', '{"id":"' .. a.id .. '","name":' .. ARGV[3] .. ',"at":' .. now .. '}')
local characters = call('HINCRBY', meta, 'characters', a.characters)
while size > 1 and (size > a.historyMessages or characters > a.historyCharacters) do
  local length, dropped = string.match(call('LPOP', log), '^(%S+) (%S+) ')
  call('HDEL', ids, dropped)
  characters = call('HINCRBY', meta, 'characters', -length)
  size = size - 1
end
if size == 1 then keep(room) end
announce('message:sent', json, room)
changed()
return { 'ok', json, 0 }`;

const HISTORY = `
if not isLeased() then return { 'lost' } end
if call('HEXISTS', key('seats', a.room), seatOf(a.connection)) == 0 then return { 'refused', 'not-joined' } end
local id, seq = unpack(call('HMGET', key('room', a.room), 'id', 'seq'))
local size = call('LLEN', key('log', a.room))
local to = math.min(math.max(a.before - (seq - size + 1), 0), size)
if to == 0 then return { 'ok', id, {} } end
return { 'ok', id, call('LRANGE', key('log', a.room), math.max(0, to - a.limit), to - 1) }`;

const LIST = `
local found, rooms = {}, call('ZRANGE', K .. 'rooms', 0, -1, 'WITHSCORES')
for index = 1, #rooms, 2 do
  local id, seq = unpack(call('HMGET', key('room', rooms[index]), 'id', 'seq'))
  if id then found[#found + 1] = { rooms[index], rooms[index + 1], id, seq } end
end
return found`;

/** Of each room the ids of its messages only when they are not those that the asker knows already. */
const REPORT = `
local found = {}
for _, asked in ipairs(a.rooms) do
  local id, seq, last = unpack(call('HMGET', key('room', asked.room), 'id', 'seq', 'last'))
  if id then
    local ids = asked.known ~= id .. ':' .. seq and call('HGETALL', key('ids', asked.room)) or {}
    found[#found + 1] = { asked.room, id, seq, last or '', call('HVALS', key('people', asked.room)), ids }
  end
end
return found`;

const BODIES = {
  heartbeat: HEARTBEAT,
  release: RELEASE,
  join: JOIN,
  leave: LEAVE,
  leaveAll: LEAVE_ALL,
  send: SEND,
  history: HISTORY,
  list: LIST,
  report: REPORT,
};

export type ScriptName = keyof typeof BODIES;

/**
 * The Lua source of each script: one key, the prefix of all keys; the first argument is JSON. With a foreign adapter the
 * reply has a second part: what the instance is to announce.
 */
export const SCRIPTS = Object.fromEntries(
  Object.entries(BODIES).map(([name, body]) => [
    name,
    `${PRELUDE}local function answer()${body}
end
local reply = answer()
if a.adapter == 'foreign' then return { reply or '', told } end
return reply`,
  ]),
) as Record<ScriptName, string>;

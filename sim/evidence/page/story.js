// The story as things that can be drawn, listed, searched and selected. Times are microseconds; steps are places in `steps`.
const data = JSON.parse(document.getElementById('data').textContent);
const $ = id => document.getElementById(id);
const OPEN = -1, NONE = -1, LOST = 2, UNHEARD = 3, HOSTS = data.nodes;
const bad = data.violation.oracle ? data.violation : null;
const DEAD = data.roles.length, ROLES = [...data.roles, ['dead', 'dead']].map(([name, tint]) => ({ name, tint }));
const REQUEST = data.kinds.length, ANSWER = REQUEST + 1;
const KINDS = [...data.kinds, ['request', 'grey'], ['answer', 'grey']].map(([name, tint]) => ({ name, tint }));
const VALUES = data.values.map(([name, isPlace]) => ({ name, isPlace }));

const ms = us => (us / 1000).toLocaleString('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const count = n => n.toLocaleString('en');
const who = n => n === 0 ? '' : 'n' + n;
const endOf = us => us === OPEN ? data.end : us;
/// The place of a step that the story numbers; NONE if it is too old to be kept, or there was none.
const placeOf = number => number >= data.firstStep ? number - data.firstStep : NONE;

/// The first place of a sorted list for which `isAfter` holds.
function firstOf(list, isAfter) {
  let low = 0, high = list.length;
  while (low < high) { const middle = (low + high) >> 1; if (isAfter(list[middle])) high = middle; else low = middle + 1; }
  return low;
}

function fateWords(fate, end, at) {
  if (fate === LOST) return ' (lost)';
  if (fate === UNHEARD) return ' (nobody there)';
  return end === OPEN ? ' (under way)' : '';
}

const steps = data.steps.map(([node, at, event, isFirst, changes, log]) => ({ node, at, event, isFirst, changes, log, heard: [], made: [] }));
const calls = data.calls.map(([process, at, end, outcome, core, request, answer], number) => ({
  type: 'call', node: 0, process, at, end: endOf(end), isOpen: end === OPEN, outcome, core: core === 1, request, answer, number, flights: [], entries: [],
  text: 'process ' + process + ': ' + request + (answer ? ' → ' + answer : ' …') }));
const flights = data.flights.map(([node, to, at, end, kind, fate, sent, heard, call, first, last, words], row) => {
  const client = call === NONE ? '' : 'p' + (calls[call] ? calls[call].process : '?');
  const way = kind === REQUEST ? client + ' → ' + who(to) : kind === ANSWER ? '→ ' + client : '→ ' + who(to);
  return { type: 'flight', row, node, to, at, end: endOf(end), kind, fate, step: placeOf(sent), heard: placeOf(heard), call, first, last, text: way + ' ' + words + fateWords(fate, end, at) };
});
const writes = data.writes.map(([node, at, end, lost, step, heard, first, last, words]) => ({
  type: 'write', node, at, end: endOf(end), isDurable: end !== OPEN && !lost, lost: lost === 1, step: placeOf(step), heard: placeOf(heard), first, last,
  text: 'write ' + words + (lost ? ' (lost)' : end === OPEN ? ' (not durable yet)' : ', durable after ' + ms(end - at) + ' ms') }));
const moments = data.moments.map(([node, at, step, text]) => ({ type: 'moment', node, at, end: at, step: placeOf(step), text }));
const faults = data.faults.map(([node, at, end, name]) => ({ type: 'fault', node, at, end: endOf(end), text: name.replaceAll('_', ' ').toLowerCase() + (node ? ' ' + who(node) : '') }));
const standings = data.standings.map(([node, at, end, role, epoch]) => ({ node, at, end: endOf(end), role, epoch }));
const entries = data.entries.map(([step, index, number, requests]) => ({ type: 'entry', node: 0, step: placeOf(step), index, number, requests, calls: [],
  text: 'entry ' + index + ' of ' + data.epoch + ' ' + number + ': ' + (requests.length ? requests.join('; ') : 'nothing in it') }));
const badThing = bad && { type: 'bad', node: bad.node, at: bad.at, end: bad.at, text: bad.oracle + ': ' + bad.detail };

for (const it of entries) { const step = steps[it.step]; it.at = it.end = step ? step.at : 0; it.node = step ? step.node : 0; }
for (const it of flights) { if (calls[it.call]) calls[it.call].flights.push(it); if (steps[it.heard]) steps[it.heard].heard.push(it); if (steps[it.step]) steps[it.step].made.push(it); }
for (const it of writes) { if (steps[it.heard]) steps[it.heard].heard.push(it); if (steps[it.step]) steps[it.step].made.push(it); }

// An entry belongs to the calls whose words it carries and that were under way; a client that gave up is still meant.
{
  const byWords = new Map();
  for (const call of calls) { if (!byWords.has(call.request)) byWords.set(call.request, []); byWords.get(call.request).push(call); }
  for (const entry of entries) for (const words of new Set(entry.requests)) {
    const begun = (byWords.get(words) || []).filter(call => call.at <= entry.at), under = begun.filter(call => call.end >= entry.at);
    for (const call of under.length ? under : begun.slice(-1)) { call.entries.push(entry); entry.calls.push(call); }
  }
}

const byTime = (a, b) => a.at - b.at;
const rank = { fault: 0, call: 1, moment: 3, write: 4, flight: 5, bad: 9 };
const all = [...flights, ...writes, ...moments, ...calls, ...faults, ...(badThing ? [badThing] : [])].sort((a, b) => a.at - b.at || rank[a.type] - rank[b.type]);

// What comes in crowds is not worth its words beside a lane.
{
  const shapes = new Map(), shapeOf = it => it.text.replace(/\d+/g, '#');
  for (const it of moments) { const shape = shapeOf(it); shapes.set(shape, (shapes.get(shape) || 0) + 1); }
  for (const it of moments) { const times = shapes.get(shapeOf(it)); it.isLoud = times <= 12 || times * 12 <= moments.length; }
}

/// Gives each thing a row in which it overlaps no other; returns how many rows there are.
function stack(things) {
  const ends = [];
  for (const it of [...things].sort(byTime)) {
    let row = ends.findIndex(end => end <= it.at);
    if (row < 0) row = ends.length;
    ends[row] = it.end;
    it.row = row;
  }
  return ends.length;
}
const lives = new Map();
for (const call of calls) { const life = lives.get(call.process); if (life) { life.end = Math.max(life.end, call.end); life.own.push(call); } else lives.set(call.process, { at: call.at, end: call.end, own: [call] }); }
const callRows = stack([...lives.values()]);
for (const life of lives.values()) for (const call of life.own) call.row = life.row;
for (let n = 1; n <= HOSTS; n++) stack(writes.filter(it => it.node === n));
for (const list of [flights, writes, moments, calls]) { list.sort(byTime); list.longest = list.reduce((most, it) => Math.max(most, it.end - it.at), 0); }

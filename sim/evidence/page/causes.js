// What led to what. A step knows what its host knew before and what it took in; a message, a write and an entry know the step
// that made them. Step places are in the order of time, so everything that a step depends on has a smaller place.

/// By step: the step whose knowledge it began with. A new life begins with what the last durable write of the old one knew.
const before = new Int32Array(steps.length).fill(NONE);
{
  const newest = Array(HOSTS + 1).fill(NONE), durable = Array.from({ length: HOSTS + 1 }, () => []);
  for (const it of writes) if (it.isDurable) durable[it.node].push(it);
  steps.forEach((step, place) => {
    before[place] = newest[step.node];
    if (step.isFirst) before[place] = durable[step.node].reduce((last, it) => it.end <= step.at && it.step < place ? Math.max(last, it.step) : last, NONE);
    newest[step.node] = place;
  });
}
/// By process: the answers that it heard, in the order of hearing.
const answersTo = new Map();
for (const it of flights.filter(it => it.kind === ANSWER && it.fate === 1 && calls[it.call]).sort((a, b) => a.end - b.end)) {
  const process = calls[it.call].process;
  if (!answersTo.has(process)) answersTo.set(process, []);
  answersTo.get(process).push(it);
}

/// The answers that make the violation, when it is one of clients: those of the calls in question, or what was just heard.
function guiltyAnswers() {
  if (!bad) return [];
  const core = calls.filter(it => it.core).flatMap(it => it.flights.filter(f => f.kind === ANSWER && f.fate === 1));
  if (core.length || !bad.isOfAnswer) return core;
  return flights.filter(it => it.kind === ANSWER && it.fate === 1 && it.end === bad.at);
}
const guilty = bad && !bad.node ? guiltyAnswers() : [];
/// The steps that the violation was seen in.
function rootSteps() {
  if (!bad) return [];
  if (!bad.node) return guilty.map(it => it.step).filter(it => it >= 0);
  for (let place = steps.length - 1; place >= 0; place--) if (steps[place].node === bad.node && steps[place].event <= bad.step) return [place];
  return [];
}
const roots = rootSteps();
/// The nodes to look at first, the most suspicious one first.
const culprits = !bad ? [] : bad.node ? [bad.node] : [...new Set([...guilty].sort((a, b) => b.end - a.end).map(it => it.node))];

/// Everything that can have influenced these steps: the set of steps, and of the things between them.
function coneOf(places) {
  const seen = new Uint8Array(steps.length), things = new Set(), open = [...places], known = new Map();
  for (const place of open) seen[place] = 1;
  const go = place => { if (place >= 0 && !seen[place]) { seen[place] = 1; open.push(place); } };
  const add = it => {
    if (things.has(it)) return;
    things.add(it);
    go(it.step);
    if (it.kind !== REQUEST || !calls[it.call]) return;
    // A client knows all answers that it heard before it asked, also late ones to attempts that it had given up.
    const call = calls[it.call], heard = answersTo.get(call.process) || [], last = firstOf(heard, f => f.end > it.at), first = known.get(call.process) || 0;
    things.add(call);
    known.set(call.process, Math.max(first, last));
    for (let i = first; i < last; i++) add(heard[i]);
  };
  while (open.length) { const place = open.pop(); go(before[place]); for (const it of steps[place].heard) add(it); }
  for (const it of moments) if (it.step >= 0 && seen[it.step]) things.add(it);
  return { steps: seen, things };
}
const cone = coneOf(roots);
for (const place of roots) for (const it of steps[place].made) cone.things.add(it);
for (const it of guilty) { cone.things.add(it); cone.things.add(calls[it.call]); }
for (const it of faults) cone.things.add(it);
if (badThing) cone.things.add(badThing);
const coneFlights = flights.filter(it => cone.things.has(it)).length;

/// The steps that lie between two: after the first and before the second in the order of causes.
function stepsBetween(first, last) {
  const back = coneOf([last]).steps, between = new Set([first]);
  for (let place = first + 1; place <= last; place++) {
    if (!back[place]) continue;
    if (between.has(before[place]) || steps[place].heard.some(it => between.has(it.step))) between.add(place);
  }
  return between;
}

/// What carried an entry within these steps: on each way, the first message that reaches as far as it.
function carriersOf(index, between) {
  const firsts = new Map();
  for (const place of [...between].sort((a, b) => a - b)) for (const it of steps[place].heard) {
    if (!between.has(it.step) || it.type !== 'flight' || it.last < index) continue;
    const way = it.node + '>' + it.to;
    if (!firsts.has(way)) firsts.set(way, it);
  }
  return [...firsts.values()];
}
const writesOf = (index, isMeant) => writes.filter(it => it.first && it.first <= index && index <= it.last && isMeant(it));

/// All that belongs to a call: its request and answer, its entries, and the messages and writes that carried them.
function linksOfCall(call) {
  const linked = new Set([call, ...call.flights, ...call.entries]), heard = call.flights.filter(it => it.kind === REQUEST && it.heard >= 0);
  const answer = call.flights.filter(it => it.kind === ANSWER && it.fate === 1).pop() || call.flights.filter(it => it.kind === ANSWER).pop();
  if (!answer || answer.step < 0) {
    for (const entry of call.entries) for (const it of [...flights, ...writes]) if (it.step >= entry.step && it.first && it.first <= entry.index && entry.index <= it.last) linked.add(it);
    return linked;
  }
  const request = heard.filter(it => it.heard <= answer.step && it.to === answer.node).pop() || heard[0];
  if (!request || request.heard > answer.step) return linked;
  const between = stepsBetween(request.heard, answer.step);
  for (const place of between) for (const it of steps[place].heard) {
    if (it.type !== 'flight' || !between.has(it.step) || it.kind >= REQUEST || it.last) continue;
    // Without an entry everything between may have mattered; with one, what has no place in the log is what was passed on.
    if (!call.entries.length || it.kind > 0 && (it.heard === answer.step || call.entries.some(e => e.step === it.heard))) linked.add(it);
  }
  if (!call.entries.length) for (const place of between) for (const it of steps[place].heard) if (between.has(it.step) && it.type === 'flight') linked.add(it);
  for (const entry of call.entries) {
    for (const it of carriersOf(entry.index, between)) linked.add(it);
    for (const it of writesOf(entry.index, it => between.has(it.step))) linked.add(it);
  }
  return linked;
}
function linksOfEntry(entry) {
  const linked = new Set([entry]);
  for (const call of entry.calls) for (const it of linksOfCall(call)) linked.add(it);
  for (const it of writesOf(entry.index, it => it.step >= entry.step)) linked.add(it);
  for (const it of flights) if (it.step >= entry.step && it.first && it.first <= entry.index && entry.index <= it.last && it.first !== it.last) linked.add(it);
  return linked;
}
const entriesIn = it => !it.last ? [] : entries.filter(e => e.index >= it.first && e.index <= it.last && e.step <= it.step);
function linksOf(it) {
  if (!it) return new Set();
  if (it.type === 'call') return linksOfCall(it);
  if (it.type === 'entry') return linksOfEntry(it);
  if (it.type === 'flight' && calls[it.call]) return linksOfCall(calls[it.call]).add(it);
  return new Set();
}

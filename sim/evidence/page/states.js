// What every node was at a moment: its snapshot is replayed from the steps' changes, from the nearest of some that are kept.
const EVERY = 400;

const logOf = told => ({ last: told[0] || 0, runs: told.slice(1).reduce((runs, it, i) => { if (i % 2) runs[runs.length - 1].number = it; else runs.push({ first: it, number: 0 }); return runs; }, []) });
const EMPTY = { values: VALUES.map(() => ''), log: { last: 0, runs: [] }, step: NONE, changed: [] };

function applyStep(hosts, place) {
  const step = steps[place], old = hosts[step.node], values = [...old.values], changed = [];
  for (let i = 0; i < step.changes.length; i += 2) { values[step.changes[i]] = step.changes[i + 1]; changed.push(step.changes[i]); }
  hosts[step.node] = { values, log: step.log.length ? logOf(step.log) : old.log, step: place, changed };
}
/// After none, 400, 800... steps: what each host had told.
const kept = [];
{
  const hosts = data.before.map(([values, log]) => ({ ...EMPTY, values, log: logOf(log) }));
  for (let place = 0; place < steps.length; place++) { if (place % EVERY === 0) kept.push([...hosts]); applyStep(hosts, place); }
  if (!kept.length) kept.push(hosts);
}
/// Every host, by its number, after the first so many steps.
function statesAfter(stepCount) {
  const from = Math.min(kept.length - 1, Math.floor(stepCount / EVERY)), hosts = [...kept[from]];
  for (let place = from * EVERY; place < stepCount; place++) applyStep(hosts, place);
  return hosts;
}

const standingsOf = Array.from({ length: HOSTS + 1 }, () => []);
for (const it of [...standings].sort(byTime)) standingsOf[it.node].push(it);
const standingAt = (node, at) => standingsOf[node][Math.max(0, firstOf(standingsOf[node], it => it.at > at) - 1)];

/// The number of the entry at `index` in a log as it was told; undefined if it is not there.
function numberAt(log, index) {
  if (index > log.last || !log.runs.length || index < log.runs[0].first) return undefined;
  return log.runs[firstOf(log.runs, run => run.first > index) - 1].number;
}
const entryAt = (index, number) => entries.filter(it => it.index === index && it.number === number).pop();

/// Where the scrubber can stop: after each step, and when a host dies. `stepCount` steps were made by then.
const stops = [...steps.map((step, place) => ({ at: step.at, node: step.node, stepCount: place + 1 })),
  ...standings.filter(it => it.role === DEAD).map(it => ({ at: it.at, node: it.node, stepCount: firstOf(steps, s => s.at > it.at), dies: true }))]
  .sort((a, b) => a.at - b.at || a.stepCount - b.stepCount || (a.dies ? 1 : 0) - (b.dies ? 1 : 0));
const stopAt = at => Math.max(0, firstOf(stops, it => it.at > at) - 1);
const stopOfStep = place => Math.max(0, stops.findIndex(it => !it.dies && it.stepCount === place + 1));

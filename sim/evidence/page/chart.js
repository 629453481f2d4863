// The view and its lanes: ruler, curve of the cause, faults, one lane a node, and below the calls, which scroll for themselves.
const view = { from: 0, to: data.end || 1, top: 0, selected: null, linked: new Set(), query: '', only: 0, cone: false, stop: Math.max(0, stops.length - 1),
  kinds: KINDS.map((_, kind) => kind < REQUEST) };
const canvas = $('chart'), mini = $('mini');
const AXIS = 24, LEFT = 36, FAULT = 15, FAULT_ROWS = 4, BAND = 18, CALL = 14, WRITE = 3, CURVE = 50, LANE_LEAST = 38, CROWD = 900;
const css = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const color = {};
function readColors() {
  for (const name of ['back', 'panel', 'ink', 'soft', 'line', 'grid', 'select', 'bad', 'bad-back', 'on-bad', 'fault', 'fault-ink', 'lost', 'write', 'dead-band', 'on-dead', 'done', 'refused', 'unknown', 'on-call', 'on-band']) color[name] = css(name);
  for (const tint of ['grey', 'sky', 'blue', 'orange', 'lilac', 'violet', 'teal', 'green']) { color[tint] = css(tint); color[tint + '-band'] = css(tint + '-band'); }
}
const CALL_COLORS = ['done', 'refused', 'unknown', 'unknown'];

function fit(it) {
  const ratio = devicePixelRatio || 1, w = it.clientWidth, h = it.clientHeight;
  if (it.width !== Math.round(w * ratio) || it.height !== Math.round(h * ratio)) { it.width = Math.round(w * ratio); it.height = Math.round(h * ratio); }
  const g = it.getContext('2d');
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  return g;
}
const toX = us => LEFT + (us - view.from) / (view.to - view.from) * (canvas.clientWidth - LEFT);
const toTime = x => view.from + (x - LEFT) / (canvas.clientWidth - LEFT) * (view.to - view.from);
const isIn = it => it.end >= view.from && it.at <= view.to;
/// Of a list that is sorted by time: what touches the view.
function inView(list) {
  const found = [], last = firstOf(list, it => it.at > view.to);
  for (let i = firstOf(list, it => it.at >= view.from - list.longest); i < last; i++) if (list[i].end >= view.from) found.push(list[i]);
  return found;
}

const isOf = (it, node) => it.node === node || it.to === node || it.type === 'call' && it.flights.some(f => f.to === node || f.node === node);
const isHit = it => (view.query === '' || it.text.toLowerCase().includes(view.query) || who(it.node) === view.query) && (!view.only || isOf(it, view.only));
const isShown = it => it.type !== 'flight' || view.kinds[it.kind] || it === view.selected || view.linked.has(it);
const isDim = it => view.linked.size ? !view.linked.has(it) : view.cone && !cone.things.has(it);
const alphaOf = it => it === view.selected ? 1 : !isHit(it) ? .07 : isDim(it) ? .14 : 1;

let seenFaults = [];
/// Where everything is, for this size and this part of the run.
const place = { faultRows: 0, hidden: 0, lanes: 0, lane: 0, calls: 0 };
function layOut() {
  const h = canvas.clientHeight;
  seenFaults = faults.filter(isIn);
  const rows = stack(seenFaults);
  place.faultRows = Math.min(rows, FAULT_ROWS);
  place.hidden = seenFaults.filter(it => it.row >= FAULT_ROWS).length;
  place.lanes = AXIS + (data.cause.length ? CURVE : 0) + place.faultRows * FAULT + 4;
  const wanted = callRows ? callRows * CALL + 14 : 0, room = h - place.lanes - HOSTS * LANE_LEAST;
  const callsHeight = Math.max(0, Math.min(wanted, Math.max(3 * CALL + 14, h * .24), room));
  place.lane = (h - place.lanes - callsHeight) / HOSTS;
  place.calls = h - callsHeight;
}
const laneY = n => place.lanes + (n - 1) * place.lane;
const bandY = n => laneY(n) + (place.lane - BAND) * .52;
const writeY = it => bandY(it.node) + BAND + 2 + Math.min(it.row, 5) * (WRITE + 1);
const callY = it => place.calls + 10 + it.row * CALL - view.top;
const scrollMost = () => Math.max(0, callRows * CALL + 14 - (canvas.clientHeight - place.calls));

function words(g, text, x, y, room, ink) {
  if (room < 14) return;
  g.save(); g.beginPath(); g.rect(x, y - 10, room, 20); g.clip();
  g.fillStyle = ink; g.fillText(text, x, y); g.restore();
}
function drawAxis(g, w, h) {
  const span = view.to - view.from, raw = span / Math.max(2, w / 110), unit = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(k => k * unit).find(s => s >= raw);
  g.font = '11px system-ui'; g.textBaseline = 'middle';
  for (let at = Math.ceil(view.from / step) * step; at <= view.to; at += step) {
    const x = toX(at);
    g.fillStyle = color.grid; g.fillRect(x, AXIS, 1, h);
    g.fillStyle = color.soft; g.fillText((at / 1000).toLocaleString('en', { maximumFractionDigits: 3 }) + ' ms', x + 3, 12);
  }
}
const jumpPoint = () => data.jump ? data.cause.find(it => it[0] >= data.jump) : undefined;
const curveX = us => LEFT + us / (data.end || 1) * (canvas.clientWidth - LEFT - 4);
/// How likely the run was to fail, as branches of it begun at these moments did. It has a ruler of its own: the whole run.
function drawCurve(g, w) {
  if (!data.cause.length) return;
  const top = AXIS + 6, low = AXIS + CURVE - 5, jump = jumpPoint(), y = ([, , failures, branches]) => low - (branches ? failures / branches : 0) * (low - top);
  g.fillStyle = color.panel; g.fillRect(0, AXIS, w, CURVE);
  g.fillStyle = color.grid; g.fillRect(curveX(Math.max(0, view.from)), AXIS, Math.max(3, curveX(Math.min(data.end, view.to)) - curveX(Math.max(0, view.from))), CURVE);
  g.fillStyle = color.line; g.fillRect(LEFT, low, w, 1); g.fillRect(0, AXIS + CURVE - 1, w, 1);
  g.strokeStyle = g.fillStyle = color.bad; g.lineWidth = 1.5; g.beginPath(); g.moveTo(LEFT, y(data.cause[0]));
  for (const it of data.cause) g.lineTo(curveX(it[1]), y(it));
  g.stroke(); g.lineWidth = 1;
  for (const it of data.cause) g.fillRect(curveX(it[1]) - 2, y(it) - 2, 4, 4);
  g.fillStyle = color.soft; g.font = '10px system-ui'; g.fillText('100%', 4, top + 2); g.fillText('0%', 4, low - 2);
  words(g, 'chance to fail from there on, over the whole run', LEFT + 6, AXIS + 9, w, color.soft);
  if (jump) { g.setLineDash([3, 3]); g.strokeStyle = color.select; g.beginPath(); g.moveTo(curveX(jump[1]), AXIS); g.lineTo(curveX(jump[1]), AXIS + CURVE); g.stroke(); g.setLineDash([]); }
}

function drawFaults(g, w) {
  g.font = '11px system-ui';
  const top = place.lanes - place.faultRows * FAULT - 2;
  for (const it of seenFaults) {
    const x = Math.max(LEFT, toX(it.at)), end = Math.min(w, toX(it.end));
    g.fillStyle = color.fault;
    if (it.node) { g.globalAlpha = .3; g.fillRect(x, laneY(it.node) + 1, Math.max(2, end - x), place.lane - 2); g.globalAlpha = 1; }
    if (it.row >= FAULT_ROWS) continue;
    const y = top + it.row * FAULT;
    g.globalAlpha = isHit(it) ? 1 : .2;
    g.fillRect(x, y, Math.max(2, end - x), FAULT - 2);
    if (it === view.selected) { g.strokeStyle = color.select; g.lineWidth = 2; g.strokeRect(x, y, Math.max(2, end - x), FAULT - 2); g.lineWidth = 1; }
    words(g, it.text, x + 4, y + FAULT / 2 - .5, end - x - 6, color['fault-ink']); g.globalAlpha = 1;
  }
  if (place.hidden) { const text = '+' + place.hidden + ' more'; g.fillStyle = color.fault; g.fillRect(w - 52, place.lanes - FAULT - 2, 52, FAULT - 2); words(g, text, w - 49, place.lanes - FAULT / 2 - 3, 50, color['fault-ink']); }
}
function drawLanes(g, w) {
  for (let n = 1; n <= HOSTS; n++) {
    if (culprits.includes(n)) { g.fillStyle = color['bad-back']; g.fillRect(0, laneY(n), w, place.lane - 1); }
    g.fillStyle = color.line; g.fillRect(0, laneY(n) + place.lane - 1, w, 1);
  }
}
function drawBands(g, w) {
  g.font = '11px system-ui';
  for (const it of standings) {
    if (!isIn(it)) continue;
    const x = Math.max(LEFT, toX(it.at)), end = Math.min(w, toX(it.end)), y = bandY(it.node), tint = ROLES[it.role].tint + '-band';
    g.fillStyle = color[tint]; g.fillRect(x, y, Math.max(1.5, end - x), BAND);
    words(g, it.role === DEAD ? 'dead' : ROLES[it.role].name + ' · ' + data.epoch + ' ' + it.epoch, x + 5, y + BAND / 2 + .5, end - x - 7, it.role === DEAD ? color['on-dead'] : color['on-band']);
  }
}
/// In a crowd what ends on the same pixel as the one before it in its row is not drawn again.
function thinner(things) {
  const ends = new Map(), isCrowd = things.length > CROWD;
  return (row, end) => { if (isCrowd && ends.get(row) === Math.round(end)) return true; ends.set(row, Math.round(end)); return false; };
}
function drawWrites(g, w) {
  const seen = inView(writes), isThere = thinner(seen);
  for (const it of seen) {
    const x = Math.max(LEFT, toX(it.at)), end = Math.min(w, toX(it.end));
    if (!it.lost && isThere(it.node * 64 + Math.min(it.row, 5), end)) continue;
    g.globalAlpha = alphaOf(it);
    g.fillStyle = it === view.selected || view.linked.has(it) ? color.select : it.lost ? color.lost : color.write;
    g.fillRect(x, writeY(it), Math.max(1.5, end - x), WRITE); g.globalAlpha = 1;
  }
}
// A moment is a tick above its node's band; its words stand there where there is room before the next one's.
function drawMoments(g) {
  g.font = '11px system-ui';
  const rows = Math.max(0, Math.min(3, Math.floor((bandY(1) - laneY(1) - 8) / 12))), used = Array.from({ length: HOSTS + 1 }, () => Array(rows).fill(LEFT));
  const seen = inView(moments), isThere = thinner(seen);
  for (const it of seen) {
    const x = toX(it.at);
    if (!it.node || x < LEFT || !it.isLoud && isThere(it.node, x)) continue;
    const alpha = alphaOf(it);
    g.globalAlpha = alpha; g.fillStyle = it === view.selected ? color.select : color.soft; g.fillRect(x, bandY(it.node) - 4, it === view.selected ? 3 : 1, 4);
    const row = it.isLoud && alpha > .1 ? used[it.node].findIndex(end => end <= Math.max(x, LEFT)) : NONE;
    if (row < 0) { g.globalAlpha = 1; continue; }
    const width = Math.min(260, g.measureText(it.text).width), y = bandY(it.node) - 10 - row * 12, left = Math.max(used[it.node][row], Math.min(x + 2, canvas.clientWidth - width - 3));
    used[it.node][row] = left + width + 8;
    g.globalAlpha = .85; g.fillStyle = culprits.includes(it.node) ? color['bad-back'] : color.back; g.fillRect(left - 1, y - 6, width + 3, 12);
    g.globalAlpha = Math.max(.45, alpha); words(g, it.text, left, y, width, color.ink); g.globalAlpha = 1;
  }
}
function drawCalls(g, w, h) {
  if (h - place.calls < CALL) return;
  g.save(); g.beginPath(); g.rect(0, place.calls, w, h - place.calls); g.clip();
  g.fillStyle = color.panel; g.fillRect(0, place.calls, w, h); g.fillStyle = color.line; g.fillRect(0, place.calls, w, 1);
  g.font = '10.5px ui-monospace, monospace';
  for (const it of inView(calls)) {
    const x = Math.max(LEFT, toX(it.at)), end = Math.min(w, toX(it.end)), y = callY(it);
    if (y < place.calls - CALL || y > h) continue;
    const isBad = it.core && !view.linked.has(it);
    g.globalAlpha = Math.max(.25, alphaOf(it)); g.fillStyle = it === view.selected ? color.select : isBad ? color.bad : color[CALL_COLORS[it.outcome]];
    g.fillRect(x, y, Math.max(2, end - x), CALL - 2);
    words(g, it.text, x + 3, y + CALL / 2 - .5, end - x - 5, it === view.selected || isBad ? color['on-bad'] : color['on-call']); g.globalAlpha = 1;
  }
  if (scrollMost() > 0) { const room = h - place.calls, whole = callRows * CALL + 14; g.fillStyle = color.soft; g.fillRect(w - 5, place.calls + room * view.top / whole, 4, Math.max(12, room * room / whole)); }
  g.fillStyle = color.panel; g.fillRect(0, place.calls + 1, LEFT - 2, h); g.fillStyle = color.soft; g.font = '11px system-ui'; g.fillText('calls', 5, place.calls + 12);
  g.restore();
}
function drawBad(g, w) {
  if (!bad) return;
  const x = toX(bad.at);
  g.fillStyle = color.bad; if (x >= LEFT) g.fillRect(x - 1, AXIS, 2, canvas.clientHeight);
  const jump = jumpPoint();
  if (jump && toX(jump[1]) >= LEFT) { g.setLineDash([3, 3]); g.strokeStyle = color.select; g.beginPath(); g.moveTo(toX(jump[1]), place.lanes); g.lineTo(toX(jump[1]), place.calls); g.stroke(); g.setLineDash([]); }
  g.strokeStyle = color.bad; g.lineWidth = 2; for (const n of culprits) { const spot = spotOf(n); if (spot >= LEFT) g.strokeRect(spot - 8, bandY(n) - 5, 16, BAND + 10); } g.lineWidth = 1;
  g.font = '600 11px system-ui';
  const text = x > w ? bad.oracle + ' →' : x < LEFT ? '← ' + bad.oracle : bad.oracle, width = g.measureText(text).width + 12, left = Math.max(LEFT, Math.min(x, w - width));
  g.fillRect(left, 2, width, AXIS - 5); g.fillStyle = color['on-bad']; g.fillText(text, left + 6, AXIS / 2);
}
/// Where on its lane a culprit did it: in its guilty step.
function spotOf(n) { const place = roots.filter(it => steps[it].node === n).pop(); return toX(place === undefined ? bad.at : steps[place].at); }

function drawCursor(g, w) {
  const stop = stops[view.stop];
  if (!stop) return;
  const x = toX(stop.at);
  if (x < LEFT || x > w) return;
  g.strokeStyle = color.select; g.globalAlpha = .8; g.beginPath(); g.moveTo(x, AXIS - 6); g.lineTo(x, canvas.clientHeight); g.stroke(); g.globalAlpha = 1;
  g.fillStyle = color.select; g.beginPath(); g.moveTo(x - 6, AXIS - 8); g.lineTo(x + 6, AXIS - 8); g.lineTo(x, AXIS); g.fill();
}
function draw() {
  layOut();
  view.top = Math.max(0, Math.min(view.top, scrollMost()));
  const g = fit(canvas), w = canvas.clientWidth, h = canvas.clientHeight;
  g.fillStyle = color.back; g.fillRect(0, 0, w, h); g.textBaseline = 'middle';
  drawLanes(g, w); drawAxis(g, w, h); drawFaults(g, w);
  drawArrows(g, inView(flights).filter(isShown));
  drawBands(g, w); drawWrites(g, w); drawMoments(g); drawCurve(g, w); drawCalls(g, w, h);
  for (const it of view.linked) if (it.type === 'flight' && isIn(it)) drawArrow(g, it, true);
  if (view.selected && view.selected.type === 'flight') drawArrow(g, view.selected, true);
  g.fillStyle = color.back; g.fillRect(0, place.lanes - 2, LEFT - 2, place.calls - place.lanes + 2);
  g.font = '600 13px system-ui';
  for (let n = 1; n <= HOSTS; n++) { const isBad = culprits.includes(n); if (isBad) { g.fillStyle = color['bad-back']; g.fillRect(0, laneY(n), LEFT - 2, place.lane - 1); } g.fillStyle = isBad ? color.bad : color.ink; g.fillText(who(n), 9, bandY(n) + BAND / 2); }
  g.fillStyle = color.back; g.fillRect(0, 0, w, AXIS - 1); drawAxis(g, w, 0);
  g.fillStyle = color.line; g.fillRect(0, AXIS - 1, w, 1);
  drawBad(g, w); drawCursor(g, w);
}
function drawMini() {
  const g = fit(mini), w = mini.clientWidth, h = mini.clientHeight, x = us => us / (data.end || 1) * w, row = (h - 8) / HOSTS;
  g.clearRect(0, 0, w, h);
  for (const it of standings) { g.fillStyle = color[ROLES[it.role].tint + '-band']; g.fillRect(x(it.at), 2 + (it.node - 1) * row, Math.max(1, x(it.end) - x(it.at)), Math.max(1, row - 1)); }
  g.fillStyle = color['fault-ink']; g.globalAlpha = .5; for (const it of faults) g.fillRect(x(it.at), h - 5, Math.max(1, x(it.end) - x(it.at)), 4); g.globalAlpha = 1;
  g.fillStyle = color.bad; for (const it of calls) if (it.core) g.fillRect(x(it.at), 0, 2, h); if (bad) g.fillRect(Math.min(x(bad.at), w - 2), 0, 2, h);
  g.strokeStyle = color.select; g.lineWidth = 2; g.strokeRect(x(view.from), 1, Math.max(3, x(view.to) - x(view.from)), h - 2); g.lineWidth = 1;
}

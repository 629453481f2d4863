// Messages as arrows from lane to lane, and what lies under the pointer.
/// Both ends of an arrow; a message that was lost ends in a stub.
function endsOf(it) {
  const a = toX(it.at), call = calls[it.call], clientY = call ? Math.max(place.calls, Math.min(callY(call) + CALL / 2, canvas.clientHeight - 4)) : place.calls;
  const goesUp = it.node === 0 || it.to !== 0 && it.to < it.node;
  const y1 = it.node === 0 ? clientY : goesUp ? bandY(it.node) : bandY(it.node) + BAND, whole = it.to === 0 ? clientY : goesUp ? bandY(it.to) + BAND : bandY(it.to);
  if (it.fate === LOST) return { a, y1, b: a + 8, y2: y1 + Math.sign(whole - y1) * Math.min(22, Math.abs(whole - y1)) };
  return { a, y1, b: toX(it.end), y2: whole };
}
const inkOf = it => it.fate === LOST || it.fate === UNHEARD ? color.lost : color[KINDS[it.kind].tint];

/// What falls on the same pixels is drawn once, in a large crowd on the same three; and in a crowd without heads.
function drawArrows(g, seen) {
  const clear = [], pale = [];
  for (const it of seen) (alphaOf(it) === 1 ? clear : pale).push(it);
  drawCrowd(g, pale, pale.length && clear.length > CROWD ? .05 : 0);
  if (clear.length > CROWD) drawCrowd(g, clear, .5);
  else for (const it of clear) if (it.kind === 0) drawArrow(g, it, false);
  if (clear.length <= CROWD) for (const it of clear) if (it.kind !== 0) drawArrow(g, it, false);
}
function drawCrowd(g, things, alpha) {
  const drawn = new Set(), groups = new Map(), grain = things.length > 3 * CROWD ? 1 / 3 : 1;
  for (const it of things) {
    const { a, y1, b, y2 } = endsOf(it), key = ((Math.round(a * grain) * 4096 + Math.round(b * grain)) * 32 + it.node) * 32 + it.to + (it.fate === LOST ? .5 : 0);
    if (drawn.has(key)) continue;
    drawn.add(key);
    const group = (alpha || alphaOf(it)) + ' ' + inkOf(it);
    if (!groups.has(group)) groups.set(group, new Path2D());
    const path = groups.get(group);
    path.moveTo(a, y1); path.lineTo(b, y2);
  }
  g.lineWidth = 1;
  for (const [group, path] of groups) { const cut = group.indexOf(' '); g.globalAlpha = Number(group.slice(0, cut)); g.strokeStyle = group.slice(cut + 1); g.stroke(path); }
  g.globalAlpha = 1;
}
function drawArrow(g, it, isLinked) {
  const { a, y1, b, y2 } = endsOf(it);
  if (Math.max(a, b) < LEFT || Math.min(a, b) > canvas.clientWidth) return;
  const isPicked = it === view.selected;
  g.strokeStyle = g.fillStyle = isPicked ? color.select : inkOf(it);
  g.globalAlpha = it.kind === 0 && !isLinked ? .8 : 1; g.lineWidth = isPicked ? 3 : isLinked ? 2.2 : it.kind < 2 || it.kind >= REQUEST ? 1 : 1.6;
  if (it.fate === UNHEARD) g.setLineDash([4, 3]);
  g.beginPath(); g.moveTo(a, y1); g.lineTo(b, y2); g.stroke(); g.setLineDash([]); g.lineWidth = 1;
  g.beginPath();
  if (it.fate === LOST) { g.moveTo(b - 4, y2 - 4); g.lineTo(b + 4, y2 + 4); g.moveTo(b + 4, y2 - 4); g.lineTo(b - 4, y2 + 4); g.stroke(); } else {
    const angle = Math.atan2(y2 - y1, b - a);
    g.moveTo(b, y2); g.lineTo(b - 8 * Math.cos(angle - .35), y2 - 8 * Math.sin(angle - .35)); g.lineTo(b - 8 * Math.cos(angle + .35), y2 - 8 * Math.sin(angle + .35)); g.fill();
  }
  g.globalAlpha = 1;
}

function awayFrom(it, x, y) {
  const { a, y1, b, y2 } = endsOf(it), dx = b - a, dy = y2 - y1, part = Math.max(0, Math.min(1, ((x - a) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a - part * dx, y - y1 - part * dy);
}
/// The thing at a place of the chart, or null.
function hit(x, y) {
  const spans = it => x >= toX(it.at) - 2 && x <= Math.max(toX(it.end), toX(it.at) + 4);
  if (y >= place.calls) return calls.find(it => isIn(it) && spans(it) && y >= callY(it) && y < callY(it) + CALL) || null;
  const top = place.lanes - place.faultRows * FAULT - 2, fault = y < place.lanes && seenFaults.find(it => it.row < FAULT_ROWS && spans(it) && y >= top + it.row * FAULT && y < top + it.row * FAULT + FAULT);
  if (fault) return fault;
  const write = inView(writes).find(it => spans(it) && y >= writeY(it) - 1 && y <= writeY(it) + WRITE);
  if (write) return write;
  const moment = inView(moments).find(it => it.node && Math.abs(toX(it.at) - x) < 3 && y > bandY(it.node) - 14 && y < bandY(it.node) + 2);
  if (moment) return moment;
  let best = null, least = 7;
  for (const it of inView(flights)) {
    if (!isShown(it)) continue;
    const away = awayFrom(it, x, y) + (alphaOf(it) < 1 ? 3 : 0);
    if (away < least) { least = away; best = it; }
  }
  return best;
}

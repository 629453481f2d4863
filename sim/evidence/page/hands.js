// Hands on the page: zoom, drag, select, search, step; and how it opens.
let queued = false, listTimer = 0;
function drawSoon() {
  if (!queued) { queued = true; requestAnimationFrame(() => { queued = false; draw(); drawMini(); }); }
  clearTimeout(listTimer); listTimer = setTimeout(fillList, 60);
}
function show(from, to) {
  const span = Math.max(20, Math.min(to - from, data.end * 1.05 + 1000));
  from = Math.max(-data.end * .02 - 500, Math.min(from, data.end * 1.03 + 500 - span));
  view.from = from; view.to = from + span;
  drawSoon();
}
function zoom(by, x) { const at = toTime(x); show(at - (at - view.from) * by, at + (view.to - at) * by); }
function scrollCalls(top) { view.top = Math.max(0, Math.min(top, scrollMost())); drawSoon(); }
/// The scrubber stands at this stop, and the view follows.
function goTo(stop) {
  if (!stops.length) return;
  view.stop = Math.max(0, Math.min(stop, stops.length - 1));
  const at = stops[view.stop].at, span = view.to - view.from;
  if (at < view.from || at > view.to) show(at - span / 2, at + span / 2);
  fillHosts(); drawSoon();
}
function select(it, moves) {
  view.selected = it; view.linked = linksOf(it);
  if (it && moves && (it.at < view.from || it.at > view.to)) { const half = (view.to - view.from) / 2; show(it.at - half, it.at + half); }
  if (it && it.type === 'call') { const y = callY(it); if (y < place.calls || y > canvas.clientHeight - CALL) view.top = it.row * CALL - CALL; }
  if (it && it.type !== 'fault') view.stop = (it.step ?? NONE) >= 0 ? stopOfStep(it.step) : stopAt(it.type === 'call' ? it.end : it.at);
  fillPicked(); fillHosts(); drawSoon();
}
/// The window in which a person sees why: the last telling messages before it, or the calls that contradict each other.
function showBad() {
  select(null, false);
  if (!bad) return show(0, data.end);
  const rootAt = roots.length ? Math.max(...roots.map(it => steps[it].at)) : bad.at, core = calls.filter(it => it.core);
  goTo(roots.length ? stopOfStep(Math.max(...roots)) : stopAt(bad.at));
  if (!roots.length) return show(Math.max(0, bad.at - 4e6), bad.at * 1.01);
  const telling = flights.filter(it => it.kind > 0 && it.kind < REQUEST && it.at <= rootAt);
  const since = last => bad.at - (telling.length ? telling[Math.max(0, telling.length - last)].at : 0);
  // After a long silence the last few messages alone are the story.
  let span = Math.min(1e6, Math.max(5e3, since(20) > 12 * since(6) ? 2 * since(6) : since(20)));
  if (core.length) { const begin = Math.min(...core.map(it => it.at)); if (bad.at - begin < 3e6) span = Math.max(span, (bad.at - begin) * 1.06); view.top = Math.max(0, Math.min(...core.map(it => it.row)) * CALL - CALL); }
  show(bad.at - span, bad.at + span * .09);
}
function step(by) { const i = listed.indexOf(view.selected), next = listed[i < 0 ? (by > 0 ? 0 : listed.length - 1) : i + by]; if (next) select(next, true); }
function nextHit() {
  const from = view.selected ? all.indexOf(view.selected) : NONE;
  for (let n = 1; n <= all.length; n++) { const it = all[(from + n) % all.length]; if (isHit(it)) return select(it, true); }
}
function countHits() { $('hits').textContent = view.query || view.only ? count(all.filter(isHit).length) + ' hits' : ''; drawSoon(); }

canvas.addEventListener('wheel', e => { e.preventDefault(); e.shiftKey || e.offsetY > place.calls && !e.ctrlKey && scrollMost() > 0 ? scrollCalls(view.top + e.deltaY) : zoom(Math.exp(e.deltaY * .0015), e.offsetX); }, { passive: false });
let drag = null;
canvas.addEventListener('pointerdown', e => {
  drag = { x: e.offsetX, y: e.offsetY, from: view.from, to: view.to, top: view.top, moved: false, ruler: e.offsetY < AXIS };
  canvas.setPointerCapture(e.pointerId);
  if (drag.ruler) goTo(stopAt(toTime(e.offsetX)));
  if (data.cause.length && e.offsetY > AXIS && e.offsetY < AXIS + CURVE) { const at = (e.offsetX - LEFT) / (canvas.clientWidth - LEFT - 4) * data.end, half = (view.to - view.from) / 2; show(at - half, at + half); goTo(stopAt(at)); }
});
canvas.addEventListener('pointermove', e => {
  if (!drag) return;
  if (drag.ruler) return goTo(stopAt(toTime(Math.max(LEFT, Math.min(e.offsetX, canvas.clientWidth)))));
  const dx = e.offsetX - drag.x, dy = e.offsetY - drag.y;
  if (Math.abs(dx) + Math.abs(dy) > 3) drag.moved = true;
  if (!drag.moved) return;
  const by = dx / (canvas.clientWidth - LEFT) * (drag.to - drag.from);
  if (drag.y > place.calls) scrollCalls(drag.top - dy);
  show(drag.from - by, drag.to - by);
});
canvas.addEventListener('pointerup', e => { if (drag && !drag.moved && !drag.ruler) select(hit(e.offsetX, e.offsetY), false); drag = null; });
canvas.addEventListener('pointercancel', () => { drag = null; });
function miniTo(e) { const at = e.offsetX / mini.clientWidth * data.end, half = (view.to - view.from) / 2; show(at - half, at + half); }
mini.addEventListener('pointerdown', e => { miniTo(e); mini.setPointerCapture(e.pointerId); mini.onpointermove = miniTo; });
mini.addEventListener('pointerup', () => { mini.onpointermove = null; });

$('search').addEventListener('input', e => { view.query = e.target.value.toLowerCase(); countHits(); });
$('search').addEventListener('keydown', e => { if (e.key === 'Enter') nextHit(); if (e.key === 'Escape') { e.target.value = view.query = ''; countHits(); canvas.focus(); } e.stopPropagation(); });
$('only').append(...['all nodes', ...Array.from({ length: HOSTS }, (_, i) => 'only ' + who(i + 1))].map((words, value) => { const it = element('option', '', words); it.value = value; return it; }));
$('only').onchange = e => { view.only = Number(e.target.value); countHits(); };
// Requests and answers are one: what goes between clients and nodes.
KINDS.slice(0, ANSWER).forEach((kind, k) => {
  const line = element('i', ''), it = element('button', 'kind', line, k === REQUEST ? 'clients' : kind.name);
  line.style.background = 'var(--' + kind.tint + ')';
  it.setAttribute('aria-pressed', view.kinds[k]);
  it.onclick = () => { view.kinds[k] = !view.kinds[k]; view.kinds[ANSWER] = view.kinds[REQUEST]; it.setAttribute('aria-pressed', view.kinds[k]); drawSoon(); };
  $('kinds').append(it);
});
$('more').onclick = () => $('more').setAttribute('aria-expanded', $('kinds').classList.toggle('on'));
$('scrub').oninput = e => goTo(Number(e.target.value));
$('back').onclick = () => goTo(view.stop - 1);
$('on').onclick = () => goTo(view.stop + 1);
function setCone(isOn) {
  view.cone = isOn && roots.length > 0;
  $('cone').setAttribute('aria-pressed', view.cone); $('cone').disabled = !roots.length;
  $('cone').title = roots.length ? 'dims what cannot have led to the violation; ' + count(coneFlights) + ' of ' + count(flights.length) + ' messages can have (c)' : 'no single step: it concerns the whole run';
  drawSoon();
}
function setDark(isDark) { document.documentElement.classList.toggle('dark', isDark); $('theme').textContent = isDark ? 'light' : 'dark'; readColors(); drawSoon(); }
const flipTheme = () => setDark(!document.documentElement.classList.contains('dark'));
const middle = () => canvas.clientWidth / 2, move = by => { const d = (view.to - view.from) * by; show(view.from + d, view.to + d); };
const help = isOn => { $('help').classList.toggle('on', isOn); if (isOn) $('close').focus(); };
$('toBad').onclick = showBad; $('toAll').onclick = () => show(0, data.end); $('theme').onclick = flipTheme; $('cone').onclick = () => setCone(!view.cone);
$('ask').onclick = () => help(true); $('close').onclick = () => help(false); $('help').onclick = e => { if (e.target === $('help')) help(false); };
const KEYS = { '+': () => zoom(.6, middle()), '=': () => zoom(.6, middle()), '-': () => zoom(1.6, middle()), n: () => step(1), p: () => step(-1), v: showBad, d: flipTheme, c: () => setCone(!view.cone),
  ',': () => goTo(view.stop - 1), '.': () => goTo(view.stop + 1), ArrowLeft: () => move(-.15), ArrowRight: () => move(.15), ArrowUp: () => scrollCalls(view.top - 60), ArrowDown: () => scrollCalls(view.top + 60),
  '0': () => show(0, data.end), '/': () => $('search').focus(), '?': () => help(true), Escape: () => { help(false); select(null, false); } };
addEventListener('keydown', e => {
  const act = KEYS[e.key], isField = ['INPUT', 'SELECT'].includes(e.target.tagName), isArrow = e.key.startsWith('Arrow');
  if (!act || e.ctrlKey || e.metaKey || e.altKey || isField && (isArrow || e.target.id === 'search' || e.target.tagName === 'SELECT')) return;
  e.preventDefault(); act();
});
addEventListener('resize', () => { fillHosts(); drawSoon(); });

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
prefersDark.addEventListener('change', () => setDark(prefersDark.matches));
setDark(prefersDark.matches);
fillHead(); draw(); showBad(); setCone(true); draw(); drawMini(); fillList();
document.body.dataset.ready = 'yes';

// The run in words: the verdict, every node at the moment, what is selected, and the list of what is in view.
function element(tag, className, ...inside) {
  const it = document.createElement(tag);
  if (className) it.className = className;
  it.append(...inside);
  return it;
}
function link(text, act) {
  // Not a button: it must break and be cut like the words around it.
  const it = element('span', 'link', text);
  it.tabIndex = 0; it.setAttribute('role', 'button');
  it.onclick = event => { event.stopPropagation(); act(); };
  it.onkeydown = event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); act(); } };
  return it;
}
const short = (text, most = 110) => text.length > most ? text.slice(0, most - 1) + '…' : text;

// -- the verdict --
function copyButton(title, text) {
  const it = element('button', '', title);
  it.onclick = async () => {
    try { await navigator.clipboard.writeText(text); } catch (error) {
      const box = element('textarea', ''); box.value = text; document.body.append(box); box.select(); document.execCommand('copy'); box.remove();
    }
    it.textContent = 'copied'; setTimeout(() => { it.textContent = title; }, 1500);
  };
  return it;
}
/// Who could hear whom in that time, if not all could: groups between which nothing was heard, or else ways on which all was lost.
function reachWords(from, to) {
  const group = Array.from({ length: HOSTS + 1 }, (_, n) => n), sent = new Map(), heard = new Set(), find = n => group[n] === n ? n : find(group[n]);
  for (const it of flights) {
    if (it.at < from || it.at > to || !it.node || !it.to) continue;
    const way = who(it.node) + '→' + who(it.to);
    sent.set(way, (sent.get(way) || 0) + (it.fate === LOST ? 1 : 0));
    if (it.heard >= 0) { heard.add(way); group[find(it.node)] = find(it.to); }
  }
  const groups = new Map();
  for (let n = 1; n <= HOSTS; n++) groups.set(find(n), [...(groups.get(find(n)) || []), who(n)]);
  if (heard.size && groups.size > 1) return '; who heard whom: ' + [...groups.values()].map(names => names.join(' ')).join(' | ');
  const silent = [...sent].filter(([way, lost]) => lost > 1 && !heard.has(way)).map(([way]) => way);
  return silent.length ? '; all was lost on ' + silent.slice(0, 6).join(' ') + (silent.length > 6 ? ' …' : '') : '';
}
const standingFaults = () => faults.filter(it => it.at <= bad.at && bad.at <= it.end);
const shareWords = it => it ? Math.round(it[2] / Math.max(1, it[3]) * 100) + '%' + (it === jumpPoint() ? '' : ' before, now ') : '';
function fillFacts() {
  const add = (className, ...inside) => $('facts').append(element('li', className, ...inside));
  culprits.forEach((n, i) => {
    const it = standingAt(n, bad.at), what = bad.node ? ' is to blame: ' : i ? ' answered before: ' : culprits.length > 1 ? ' answered last: ' : ' gave the answer: ';
    add('culprit', link(who(n), showBad), what + (it.role === DEAD ? 'dead' : ROLES[it.role].name + ', ' + data.epoch + ' ' + it.epoch));
  });
  if (!culprits.length) add('', 'no single node: it concerns the whole run');
  const standing = standingFaults();
  for (const it of standing) add('fault', link(it.text, () => select(it, true)), ' stands since ' + ms(it.at) + ' ms' + reachWords(it.at, bad.at));
  if (!standing.length) add('', 'no fault stood then');
  const core = calls.filter(it => it.core);
  for (const it of core.slice(0, 3)) add('', 'in question: ', link(short(it.text, 70), () => select(it, true)));
  if (core.length > 3) add('', 'and ' + (core.length - 3) + ' more calls');
  const jump = jumpPoint();
  if (jump) add('', link('became likely', () => { show(jump[1] - 50e3, jump[1] + 50e3); goTo(stopAt(jump[1])); }), ' at event ' + count(data.jump) + ': ' + shareWords(data.cause[data.cause.indexOf(jump) - 1]) + shareWords(jump) + ' of the branches fail');
}
function fillHead() {
  document.title = data.title + (bad ? ' - ' + bad.oracle : '');
  $('head').classList.toggle('good', !bad);
  $('what').textContent = bad ? bad.oracle : 'no violation';
  $('detail').textContent = bad ? bad.detail : '';
  $('rule').textContent = bad && bad.rule ? 'The rule: ' + bad.rule : '';
  if (bad) fillFacts();
  const about = $('about'), say = (...inside) => about.append(element('span', '', ...inside)), file = name => { const it = element('a', '', name); it.href = name; return it; };
  say(data.title + (bad ? ' · step ' + count(bad.step) + ' at ' + ms(bad.at) + ' ms' : ''));
  // Not every system's history can be judged by a checker.
  if (data.checker) say('checker: ' + data.checker);
  say(...(data.checker ? [file('history.html'), ' '] : []), file('trace.txt'), ' ', file('sparse.txt'));
  about.append(copyButton('copy replay command', data.replay));
  if (data.minimised) about.append(copyButton('copy minimised list', data.minimised));
  const command = element('code', '', data.replay); command.title = data.replay; about.append(command);
}

// -- every node at the moment --
const TINTS = ['sky', 'orange', 'lilac', 'teal', 'blue', 'green', 'violet'];
let cellCount = 20;
function logStrip(states, node, high) {
  const log = states[node].log, strip = element('div', 'log'), from = Math.max(1, high - cellCount + 1), base = log.runs.length ? log.runs[0].first : log.last + 1;
  strip.append(element('span', 'edge', String(from)));
  const places = VALUES.map((value, i) => ({ letter: value.name[0], at: value.isPlace ? Number(states[node].values[i]) : -1, name: value.name }));
  for (let index = from; index <= high; index++) {
    const number = numberAt(log, index), cell = element('span', 'cell');
    const others = new Set(); for (let n = 1; n <= HOSTS; n++) { const other = numberAt(states[n].log, index); if (other !== undefined) others.add(other); }
    const letters = places.filter(it => it.at === index), box = element('b', '', number === undefined ? '' : String(number));
    cell.style.width = cellWidth(high) + 'px';
    if (number === undefined) cell.classList.add('none'); else { box.style.background = 'var(--' + TINTS[number % TINTS.length] + '-band)'; cell.classList.toggle('differs', others.size > 1); }
    const entry = number === undefined ? undefined : entryAt(index, number);
    cell.title = index + (number === undefined ? index < base && index <= log.last ? ': compacted' : ': none' : ' of ' + data.epoch + ' ' + number) + letters.map(it => ', ' + it.name).join('') + (entry ? '\n' + short(entry.text, 400) : '');
    if (entry) { cell.onclick = () => select(entry, false); cell.classList.toggle('on', view.selected === entry); }
    cell.append(box, element('i', '', letters.map(it => it.letter).join('')));
    strip.append(cell);
  }
  return strip;
}
const cellWidth = high => Math.max(15, 6 * String(Math.max(1, ...standings.map(it => it.epoch))).length + 6);
function fillHosts() {
  const stop = stops[view.stop], box = $('hosts');
  if (!stop) return;
  const states = statesAfter(stop.stepCount), high = Math.max(1, ...states.slice(1).map(it => it.log.last));
  // Not every system has one, or has begun it.
  const hasLog = states.slice(1).some(it => it.log.last);
  cellCount = Math.max(6, Math.floor(((box.clientWidth || 360) - 44) / (cellWidth(high) + 1)));
  const cards = [];
  for (let n = 1; n <= HOSTS; n++) {
    const state = states[n], standing = standingAt(n, stop.at), isDead = !standing || standing.role === DEAD, isNow = stop.node === n && state.step === stop.stepCount - 1;
    const card = element('div', 'host' + (culprits.includes(n) ? ' blame' : '') + (stop.node === n ? ' now' : ''));
    const role = element('span', 'role', isDead ? 'dead' : ROLES[standing.role].name + ' · ' + data.epoch + ' ' + standing.epoch);
    role.style.background = 'var(--' + (isDead ? 'dead' : ROLES[standing.role].tint) + '-band)'; if (isDead) role.style.color = 'var(--on-dead)';
    const step = steps[state.step];
    card.append(element('div', '', element('b', '', who(n)), role, element('span', 'since', step ? 'step ' + count(step.event) + ' at ' + ms(step.at) : '')), ...(hasLog ? [logStrip(states, n, high)] : []));
    const values = element('div', 'values');
    VALUES.forEach((value, i) => { if (state.values[i] === '') return; const it = element('span', isNow && state.changed.includes(i) ? 'changed' : '', value.name + ' ', element('b', '', state.values[i])); values.append(it, ' '); });
    const open = writes.filter(it => it.node === n && it.at <= stop.at && it.end > stop.at).length;
    if (open) values.append(element('span', '', 'writes under way ', element('b', '', String(open))));
    card.append(values);
    card.dataset.node = n;
    cards.push(card);
  }
  box.replaceChildren(...cards);
  const step = steps[stop.stepCount - 1], ofStep = step && step.node === stop.node && !stop.dies;
  $('moment').textContent = ms(stop.at) + ' ms · ' + (stop.dies ? who(stop.node) + ' dies' : ofStep ? who(stop.node) + ' step ' + count(step.event) : '');
  const scrub = $('scrub'); scrub.max = stops.length - 1; scrub.value = view.stop; scrub.setAttribute('aria-valuetext', $('moment').textContent);
}

// -- what is selected --
const HEARD_WORDS = ['is under way', 'heard', 'was lost', 'found nobody'];
function fillPicked() {
  const it = view.selected, box = $('picked');
  box.replaceChildren();
  if (!it) { box.append('Click a message, a write, a call or an entry.'); return; }
  const time = it.type === 'entry' && it.step < 0 ? '' : ms(it.at) + (it.end > it.at ? ' to ' + ms(it.end) : '') + ' ms  ';
  box.append(time + who(it.node) + '  ' + it.text);
  const list = element('ul', ''), add = (...inside) => list.append(element('li', '', ...inside));
  const goStep = (words, place) => { if (place >= 0) add(words, link(who(steps[place].node) + ' step ' + count(steps[place].event), () => goTo(stopOfStep(place)))); };
  goStep(it.type === 'write' ? 'wanted by ' : it.type === 'entry' ? 'added by ' : 'made by ', it.step ?? NONE);
  goStep(it.type === 'write' ? 'told to ' : 'taken in by ', it.heard ?? NONE);
  if (bad && roots.length && it.type !== 'bad' && it.type !== 'fault' && it.type !== 'entry') add(cone.things.has(it) ? 'may have led to the violation' : 'cannot have led to the violation');
  const offer = (words, others) => { for (const other of others.slice(0, 12)) add(words, link(short(other.text), () => select(other, true))); if (others.length > 12) add('and ' + count(others.length - 12) + ' more'); };
  if (it.type === 'call') { offer('sent: ', it.flights.filter(f => f.kind === REQUEST)); offer('answered: ', it.flights.filter(f => f.kind === ANSWER)); offer('in ', it.entries); }
  if (it.type === 'call' && view.linked.size > 1) add(count([...view.linked].filter(f => f.type === 'flight' && f.kind < REQUEST).length) + ' messages and ' + count([...view.linked].filter(f => f.type === 'write').length) + ' writes carried it');
  if (it.type === 'flight' && calls[it.call]) offer('of ', [calls[it.call]]);
  if (it.type === 'flight' && it.kind < REQUEST || it.type === 'write') offer('', entriesIn(it).slice(-8));
  if (it.type === 'entry') offer('asked by ', it.calls);
  box.append(list);
}

// -- the list --
let listed = [];
function fillList() {
  const MOST = 250, inside = all.filter(it => it.at >= view.from && it.at <= view.to && isShown(it) && isHit(it) && !(view.linked.size && !view.linked.has(it) && it !== view.selected) && !(it.type === 'moment' && !it.isLoud && view.query === '' && !view.linked.size));
  // Too much to read: what is nearest to the violation, or else to the end.
  let first = Math.max(0, inside.length - MOST);
  const at = inside.findIndex(it => it.type === 'bad');
  if (at >= 0) first = Math.max(0, Math.min(first, at - MOST + 50));
  listed = inside.slice(first, first + MOST);
  $('listTitle').textContent = (view.linked.size ? 'Linked, in view: ' : 'In view: ') + count(inside.length) + (inside.length > MOST ? ', ' + MOST + ' of them here; zoom in' : '');
  const rows = listed.map(it => {
    const isLost = it.lost || it.fate === LOST || it.fate === UNHEARD;
    const row = element('div', 'row' + (it.type === 'bad' ? ' bad' : isLost ? ' lost' : '') + (it === view.selected ? ' on' : '') + (isDim(it) ? ' dim' : ''));
    row.style.borderLeftColor = it.type === 'flight' ? color[KINDS[it.kind].tint] : it.type === 'write' ? color.write : it.type === 'call' ? color[CALL_COLORS[it.outcome]] : it.type === 'fault' ? color.fault : 'transparent';
    for (const text of [ms(it.at), it.type === 'call' ? 'p' + it.process : who(it.node), it.text.replace(/^process \d+: /, '')]) row.append(element('span', '', text));
    row.onclick = () => select(it, false);
    it.element = row;
    return row;
  });
  const box = $('list');
  box.replaceChildren(...rows);
  const key = view.selected && listed.includes(view.selected) ? view.selected : listed.find(it => it.type === 'bad');
  // Not scrollIntoView: that would scroll the page, too.
  if (key) box.scrollTop = key.element.offsetTop - box.offsetTop - box.clientHeight / 2;
}

// What can be read: the details of an operation or a bar, the table of operations, the broken rules.
const PAGE = 50;
const WORDS = ['Internal', 'InternalHigh', 'Offset', 'OffsetHigh'];

// Makes an element; everything that comes from the recording arrives as text, never as markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function pairs(entries) {
  const list = element('dl');
  for (const [name, value] of entries) {
    if (value !== '' && value !== null) list.append(element('dt', {}, name), element('dd', {}, String(value)));
  }
  return list;
}

function wordTable(words) {
  const parts = words.split(' ');
  return element('table', {class: 'words'},
      element('thead', {}, element('tr', {}, ...WORDS.map(w => element('th', {scope: 'col'}, w)))),
      element('tbody', {}, element('tr', {}, ...parts.map(p => element('td', {}, p)))));
}

// A table that shows a page of many rows.
class Pages {
  constructor(table, buttons, what, row) {
    this.what = what;
    this.row = row;
    this.page = 0;
    this.body = document.querySelector(table + ' tbody');
    [this.back, this.on, this.status] = ['-back', '-on', '-status'].map(end => document.getElementById(buttons + end));
    this.back.addEventListener('click', () => this.turn(-1));
    this.on.addEventListener('click', () => this.turn(1));
  }

  turn(by) {
    this.page += by;
    this.show(this.all, this.total);
  }

  // Those that match, of so many; the page that has one of them, when it is given.
  show(all, total, wanted) {
    this.all = all;
    this.total = total;
    const pages = Math.max(1, Math.ceil(all.length / PAGE));
    const at = wanted === undefined ? -1 : all.indexOf(wanted);
    if (at >= 0) this.page = Math.floor(at / PAGE);
    this.page = Math.min(Math.max(this.page, 0), pages - 1);
    const first = this.page * PAGE;
    const shown = all.slice(first, first + PAGE);
    const focus = document.activeElement;
    this.rows(shown, focus);
    this.back.disabled = this.page === 0;
    this.on.disabled = this.page === pages - 1;
    // A button that cannot be pressed any more has no focus; who goes on with the keyboard is not sent to the top.
    if (focus === this.back && this.back.disabled) this.on.focus();
    else if (focus === this.on && this.on.disabled) this.back.focus();
    this.status.textContent = all.length === 0 ? `No ${this.what} matches`
        : `${(first + 1).toLocaleString('en')} to ${(first + shown.length).toLocaleString('en')} of `
            + all.length.toLocaleString('en')
            + (all.length < total ? ` that match, ${total.toLocaleString('en')} in all` : '');
  }

  // The focus stays with the bar whose button has it, in the row that takes the place of its own.
  rows(bars, focus) {
    const focused = this.body.contains(focus) ? focus.dataset.bar : null;
    this.body.replaceChildren(...bars.map(bar => this.row(bar)));
    if (focused === null) return;
    const button = this.body.querySelector(`button[data-bar="${focused}"]`);
    if (button) button.focus({preventScroll: true});
  }
}

// What else is drawn.
const SIGNS = [
  ['→', 'from who completes, or from the port, to who is told'],
  ['╵', 'above a thread: it did a step of an operation'],
  ['▲', 'a rule was broken, at the dashed line'],
  ['▬', 'bars below each other, of one name: a call on its way through the providers, the uppermost first'],
];

const BAR_KINDS = ['operation', 'packet in a port', 'call into a provider', 'upcall', 'completion by a provider', 'wait of the client'];

class Tables {
  constructor(model, choose, chooseCall) {
    this.model = model;
    this.choose = choose;
    this.chooseCall = chooseCall;
    this.operations = new Pages('#operations', 'page', 'operation', bar => this.row(bar));
    this.calls = new Pages('#calls', 'calls', 'call', bar => this.call(bar));
  }

  summary() {
    const {model} = this;
    const count = kind => model.lanes.filter(lane => lane.kind === kind).length;
    const many = (n, one, more) => n.toLocaleString('en') + ' ' + (n === 1 ? one : more || one + 's');
    const parts = [[model.operations.length, 'operation'], [count('SOCKET'), 'socket'], [count('PORT'), 'port'],
      [count('THREAD'), 'thread'], [model.flaws.length, 'broken rule']]
        .filter(([n], i) => n > 0 || i === 0).map(([n, one]) => many(n, one));
    parts.push(duration(model.length));
    if (model.forgotten) parts.push(many(model.forgotten, 'earlier event') + ' forgotten: record more to see them');
    document.getElementById('summary').textContent = parts.join(' · ');
  }

  // Why the test failed, when it is one's page.
  failure() {
    const {failure} = this.model;
    if (!failure) return;
    document.getElementById('failure').hidden = false;
    document.getElementById('failure-text').textContent = failure.text
        + (failure.where ? ' · ' + failure.where : '') + ' · at ' + duration(failure.at);
  }

  flaws(show) {
    const {flaws} = this.model;
    document.getElementById('flaws').hidden = flaws.length === 0;
    this.flawItems = flaws.map(flaw => element('li', {},
        element('button', {type: 'button', onclick: () => show(flaw)},
            flaw.rule + ': ' + flaw.what + (flaw.provider ? ' (' + flaw.provider + ')' : '')),
        ' at ' + duration(flaw.at)));
    document.getElementById('flaw-list').append(...this.flawItems);
  }

  legend(fills) {
    const names = ['send', 'receive', 'other operation', 'packet in a port', 'call into a provider', 'upcall',
      'completion by a provider', 'wait of the client, of a millisecond or longer', 'line below a bar: it failed, or its time was over'];
    const boxes = names.map((name, i) => {
      const box = element('span');
      box.style.background = fills[i];
      return element('li', {}, box, name);
    });
    const signs = SIGNS.map(([sign, meaning]) => {
      const shown = element('b', {'aria-hidden': 'true'}, sign);
      if (sign === '▲') shown.style.color = fills[BAD];
      return element('li', {}, shown, meaning);
    });
    document.getElementById('legend').replaceChildren(...boxes, ...signs);
  }

  // From the first page on.
  restart() {
    this.operations.page = 0;
    this.calls.page = 0;
    this.rows();
  }

  rows(chosen) {
    const {model} = this;
    if (chosen !== undefined) this.chosen = chosen;
    this.operations.show(model.chosen, model.operations.length,
        chosen === undefined ? undefined : model.operations[model.places.get(chosen)]);
    this.calls.show(model.chosenCalls, model.calls.length);
    const flaws = new Set(model.chosenFlaws);
    this.flawItems.forEach((item, i) => item.hidden = !flaws.has(model.flaws[i]));
    document.getElementById('flaws-title').textContent = 'Broken rules'
        + (flaws.size < model.flaws.length ? `: ${flaws.size} of ${model.flaws.length} match` : '');
  }

  // A call that belongs to no operation.
  call(bar) {
    const {model} = this;
    const {bars} = model;
    return element('tr', {},
        element('td', {}, element('button', {type: 'button', 'data-bar': bar,
          onclick: () => this.chooseCall(bar)}, model.text(bars.name[bar]))),
        element('td', {}, BAR_KINDS[bars.kind[bar]]),
        element('td', {}, model.text(bars.provider[bar])),
        element('td', {}, bars.socket[bar] ? String(bars.socket[bar]) : ''),
        element('td', {}, model.text(bars.thread[bar])),
        element('td', {}, duration(bars.begin[bar])),
        element('td', {}, bars.open[bar] ? '' : duration(bars.end[bar] - bars.begin[bar])),
        element('td', model.failed(bar) || bars.open[bar] ? {class: 'bad'} : {}, model.result(bar)));
  }

  callDetails(bar) {
    const [title, ...rest] = this.tip(bar, this.model.bars.end[bar]);
    document.getElementById('details').replaceChildren(element('h3', {}, title.textContent), ...rest);
    this.say(title.textContent + ', ' + this.model.result(bar));
  }

  // In a line, for those who hear the page.
  say(text) { document.getElementById('chosen').textContent = text; }

  row(bar) {
    const {model} = this;
    const {bars} = model;
    const number = bars.operation[bar];
    const rules = [...new Set((model.flawsOf.get(number) || []).map(flaw => flaw.rule))].join(' ');
    const chosen = number === this.chosen;
    return element('tr', chosen ? {class: 'chosen'} : {},
        element('td', {}, element('button', {type: 'button', 'data-bar': bar, 'aria-pressed': String(chosen),
          onclick: () => this.choose(number, true)}, '#' + number)),
        element('td', {}, model.text(bars.name[bar])),
        element('td', {}, String(bars.socket[bar])),
        element('td', {}, model.text(bars.thread[bar])),
        element('td', {}, duration(bars.begin[bar])),
        element('td', {}, bars.open[bar] ? '' : duration(bars.end[bar] - bars.begin[bar])),
        element('td', model.failed(bar) || bars.open[bar] ? {class: 'bad'} : {}, model.result(bar)),
        element('td', {}, model.text(bars.bytes[bar])),
        element('td', rules ? {class: 'bad'} : {}, rules));
  }

  // Everything about an operation, as text.
  details(number) {
    const {model} = this;
    const bar = model.operations[model.places.get(number)];
    const {bars} = model;
    const steps = model.steps(number);
    const head = ['At', 'What', 'Who'];
    document.getElementById('details').replaceChildren(
        element('h3', {}, `#${number} ${model.text(bars.name[bar])} on socket ${bars.socket[bar]}`),
        ...(model.flawsOf.get(number) || []).map(flaw => this.flaw(flaw)),
        pairs([['structure', '0x' + model.text(bars.overlapped[bar])], ['result', model.result(bar)],
          ['bytes', model.text(bars.bytes[bar])],
          ['took', bars.open[bar] ? '' : duration(bars.end[bar] - bars.begin[bar])]]),
        element('div', {class: 'wide'}, element('table', {class: 'steps'},
            element('caption', {class: 'quiet'}, 'Step by step, with the words of the structure'),
            element('thead', {}, element('tr', {}, ...head.map(name => element('th', {scope: 'col'}, name)))),
            element('tbody', {}, ...steps.flatMap(step => this.step(step))))),
        pairs([['started at', (steps.find(step => step.place) || {place: ''}).place]]));
    const rules = (model.flawsOf.get(number) || []).map(flaw => ', breaks ' + flaw.rule);
    const at = model.chosen.indexOf(bar);
    this.say(`#${number} ${model.text(bars.name[bar])}, ${model.result(bar)}${[...new Set(rules)].join('')}`
        + (at < 0 ? '' : `, ${at + 1} of ${model.chosen.length}`));
  }

  // A row, and below it one with the frames of the native module whose call it is. The panel is narrow: the words of the
  // structure, and how it went, stand below what it was.
  step(step) {
    const words = step.words === '' ? [] : step.words.split(' ');
    const other = words.length > 0 && !step.own ? 'of another structure, 0x' + this.model.text(step.structure) + ':' : '';
    const how = [step.took === -1 ? 'not ended' : step.took < 0 ? '' : duration(step.took), step.error,
      step.bytes !== '0' ? step.bytes + ' bytes' : '', this.model.lanes[step.lane].name.replace(/^thread /, '')];
    const row = element('tr', {},
        element('td', {}, duration(step.at)),
        element('td', {class: 'what'}, element('div', {}, step.what), element('div', {class: 'quiet'}, other),
            element('div', {class: 'words'}, ...words.flatMap((word, i) =>
                [element('span', {}, element('span', {class: 'quiet'}, WORDS[i]), ' ' + word), ' '])),
            element('div', {class: 'quiet'}, how.filter(text => text).join(' · '))),
        element('td', {title: step.who}, step.who.replace(/^.*[./\\$:]/, '')));
    if (step.stack.length === 0) return [row];
    const frames = element('ol', {'aria-label': 'Native stack, the innermost frame first'},
        ...step.stack.map(frame => element('li', {}, frame)));
    return [row, element('tr', {class: 'stack'}, element('td'), element('td', {colspan: '2'}, frames))];
  }

  flaw(flaw) {
    return element('div', {class: 'flaw'}, element('strong', {class: 'bad'}, flaw.rule + ': ' + flaw.what),
        pairs([['provider', flaw.provider], ['expected', flaw.expected], ['seen', flaw.seen],
          ['remedy', flaw.remedy], ['found', duration(flaw.at) + ', in thread ' + flaw.thread]]));
  }

  flawDetails(flaw) {
    document.getElementById('details').replaceChildren(element('h3', {}, 'Broken rule'), this.flaw(flaw));
    this.say(flaw.rule + ': ' + flaw.what);
  }

  // What stands beside the pointer.
  tip(bar, time) {
    const {model} = this;
    const {bars} = model;
    const number = bars.operation[bar];
    const last = number ? model.wordsAt(bar, time) : null;
    const children = [
      element('strong', {}, model.text(bars.name[bar]) + (number ? ' #' + number : '')),
      pairs([['what', BAR_KINDS[bars.kind[bar]]], ['provider', model.text(bars.provider[bar])],
        ['thread', model.text(bars.thread[bar])], ['from', duration(bars.begin[bar])],
        ['took', bars.open[bar] ? 'not ended' : duration(bars.end[bar] - bars.begin[bar])],
        ['result', model.result(bar)], ['bytes', model.text(bars.bytes[bar])],
        ['called by', (bars.stack.get(bar) || []).join(' < ')]])];
    if (last) {
      // After that the structure may be the client's again, and is not read.
      const early = ['COMPLETED', 'FIELDS_WRITTEN'].includes(last.what) ? ', just before the result was published' : '';
      children.push(wordTable(last.words),
          element('div', {class: 'quiet'}, `of the structure 0x${model.text(last.structure)}, as read at ${duration(last.at)}, `
              + `${last.who} ${last.what}${early}`));
    }
    return children;
  }
}

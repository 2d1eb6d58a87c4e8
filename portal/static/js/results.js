// The same check as verify.py, finding for finding: `check` gives problems and notes as pairs of a code and its values.
// It knows nothing of a page and asks nobody: it runs in any browser, and in Node.
import { hex, sha256, unhex } from "./sha256.js";

// Before 4, lists and votes were no part of the sealed rule.
const FORMATS = ["vinhdanh-results-3", "vinhdanh-results-4"];
const HEAD = "vinhdanh-head-1";
const INCLUSION = "vinhdanh-inclusion-1";
const UNIT = 10000;
const UTF8 = new TextEncoder();
const BY_POINTS = ["threshold", "top"];
// What objects may hold: of anything else nobody could say whether it is true.
const FIELDS = {
  document: "results digest signature number",
  results:
    "format edition rule categories prizes steps decision lists ballots shortlist unit judged sheets key heads sheet_totals",
  edition: "code slug year name award currency",
  decision: "reference signatory date cap_reasons",
  lists: "kind number date rule reason digest entries adjustments",
  rules:
    "kind from shortlist prize_cap votes count thresholds minimum_sheets keeps_recused disagreement ties without_result dated_on",
  votes: "number works quorum pass_share pass_by pass_of secrecy votes casting_vote",
  adjustments: "number change reason",
  ballots: "number vote times members handed_in recused agree disagree abstain casting passed prizes",
  shortlist: "number title summary organisation authors category rank mean sheets prize",
};

export class UnreadableError extends Error {}

const unless = (holds, why) => {
  if (!holds) throw new UnreadableError(why);
};

// Canonical JSON: sorted keys, no spaces, whole numbers only.
export const canonical = (value) => {
  if (typeof value === "number") unless(Number.isSafeInteger(value), "a number is not whole");
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const parts = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${parts.join(",")}}`;
  }
  unless(value !== undefined, "something is missing");
  return JSON.stringify(value);
};

const occurrences = (text, part) => text.split(part).length - 1;

// How many quotation marks JSON holds. What was read and is written again has fewer where a name stood twice.
const marks = (text) => occurrences(text, '"') + occurrences(text.replaceAll("\\\\", ""), "\\u0022");

// JSON of whole numbers: no fraction and no exponent, of which nothing would be left once it is read.
const read = (text) => {
  const found = JSON.parse(text);
  unless(!/\d[.eE]/.test(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""')), "a number is not whole");
  return found;
};

// The first byte tells leaves from nodes (RFC 6962).
const leafHash = (text) => sha256(UTF8.encode(`\0${text}`));

const node = new Uint8Array(65);
const nodeHash = (left, right) => {
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return sha256(node);
};

const treeRoot = (leaves) => {
  let level = leaves;
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at + 1 < level.length; at += 2) above.push(nodeHash(level[at], level[at + 1]));
    if (level.length % 2) above.push(level.at(-1));
    level = above;
  }
  return hex(level.length ? level[0] : sha256(new Uint8Array()));
};

// Browsers that do not know Ed25519 say so by null: the reader is told, and all else is still checked.
const signed = async (key, text, signature) => {
  const [bytes, given] = [unhex(key), unhex(signature)];
  try {
    const known = await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, given, UTF8.encode(text));
  } catch (error) {
    return ["NotSupportedError", "ReferenceError"].includes(error.name) || !globalThis.crypto?.subtle ? null : false;
  }
};

const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
const has = (object, name) => Object.hasOwn(object, name);
const sum = (list) => list.reduce((total, one) => total + one, 0);
const isText = (value) => {
  unless(typeof value === "string", "a text is missing");
  return value.trim() !== "";
};

const compare = (one, other) => {
  if (!Array.isArray(one)) return one < other ? -1 : Number(one > other);
  for (let at = 0; at < one.length; at += 1) {
    const order = compare(one[at], other[at]);
    if (order) return order;
  }
  return 0;
};

const gcd = (one, other) => (other ? gcd(other, one % other) : one);
const lcm = (numbers) => numbers.reduce((found, one) => (found / gcd(found, one)) * one, 1n);

class Check {
  constructor(document) {
    this.document = document;
    this.results = document.results;
    this.newer = has(this.results, "steps");
    const known = this.results.format === FORMATS[Number(this.newer)] && this.results.unit === UNIT;
    unless(known, `the format is not one of ${FORMATS.join(", ")}`);
    this.problems = [];
    this.notes = [];
    this.unsupported = false;
    const { categories, shortlist, judged, sheets, lists, prizes, heads, key, steps = null } = this.results;
    unless([categories, shortlist, lists, prizes, heads, steps ?? []].every(Array.isArray), "a list is missing");
    Object.assign(this, { judged, sheets, heads, key, prizes, steps, marks: 0 });
    this.categories = new Map(categories.map((one) => [one.number, one]));
    this.entries = new Map(shortlist.map((one) => [one.number, one]));
    this.totals = new Map();
    this.means = new Map();
    this.changes = lists.flatMap((version) => version.adjustments);
    const said = this.changes.filter((one) => isText(one.reason));
    const named = (change) => new Set(said.filter((one) => one.change === change).map((one) => one.number));
    Object.assign(this, { added: named("added"), moved: named("moved") });
  }

  found(code, values = {}) {
    this.problems.push([code, values]);
  }

  async run() {
    this.fields();
    await this.seals(this.count());
    for (const number of this.entries.keys()) this.entry(number);
    this.rank();
    this.listed(this.ballots(this.votes()));
    this.capped();
    return this;
  }

  // Objects hold nothing but what they may.
  fields() {
    const rules = this.results.lists.map((one) => one.rule);
    const votes = rules.flatMap((rule) => rule.votes ?? []);
    const objects = { ...this.results, document: this.document, results: this.results, rules, votes, adjustments: this.changes };
    for (const [where, names] of Object.entries(FIELDS)) {
      const known = new Set(names.split(" "));
      const strange = [objects[where]].flat().flatMap((one) => Object.keys(one).filter((name) => !known.has(name)));
      for (const name of [...new Set(strange)].sort()) this.found("field", { where, name });
    }
  }

  count() {
    const leaves = [];
    const keys = [this.judged, this.sheets, this.results.sheet_totals].map((one) => canonical(Object.keys(one).sort()));
    if (new Set(keys).size > 1) this.found("unknown", { number: "sheet_totals" });
    for (const number of Object.keys(this.sheets).sort()) {
      const category = this.categories.get(this.judged[number]);
      if (!category) this.found("unknown", { number });
      else leaves.push(...this.countWork(number, category));
    }
    return leaves;
  }

  countWork(number, category) {
    const told = category.criteria.filter((one) => one.counts || category.ties.includes(one.code));
    let right = true;
    const listed = this.sheets[number].map((sheet) => {
      const points = told.map((one) => sheet.points[one.code]);
      unless(points.every(Number.isSafeInteger), "points are missing");
      const allowed = told.every((one, at) => points[at] >= 0 && points[at] <= one.max_points);
      const whole = Object.keys(sheet.points).length === told.length && Object.keys(sheet).length === 2;
      right &&= allowed && whole && /^[0-9a-f]{32}$/i.test(sheet.nonce);
      return [sum(told.map((one, at) => (one.counts ? points[at] * one.weight : 0))), points, sheet.nonce];
    });
    if (!right) this.found("points", { number });
    const totals = listed.map((one) => one[0]);
    this.totals.set(number, totals);
    if (listed.some((one, at) => at && compare(listed[at - 1], one) > 0)) this.found("sheets", { number });
    if (canonical(totals) !== canonical(this.results.sheet_totals[number] ?? null)) this.found("totals", { number });
    if (this.enough(category, totals)) {
      const places = category.ties.map((code) => told.findIndex((one) => one.code === code));
      this.means.set(number, [totals.length, sum(totals), ...places.map((at) => sum(listed.map((one) => one[1][at])))]);
    }
    // The canonical JSON of the leaves, put together by hand: they are many.
    const spelled = told.map((one) => one.code).sort();
    const start = `{"category":${JSON.stringify(category.code)},"nonce":"`;
    const middle = `","number":${JSON.stringify(number)},"points":{`;
    const points = (sheet) => spelled.map((code) => `${JSON.stringify(code)}:${sheet.points[code]}`).join(",");
    return this.sheets[number].map((sheet) => leafHash(`${start}${sheet.nonce}${middle}${points(sheet)}}}`));
  }

  enough(category, totals) {
    const limit = category.disagreement;
    const apart = limit !== null && totals.length > 0 && (Math.max(...totals) - Math.min(...totals)) * 100 > limit * UNIT;
    const minimum = this.results.rule.minimum_sheets;
    return totals.length > 0 && totals.length >= (apart ? Math.max(minimum, category.sheets_if_apart) : minimum);
  }

  async holds(text, signature, key) {
    const answer = await signed(key, text, signature);
    if (answer === null) this.unsupported = true;
    return answer !== false;
  }

  async seals(leaves) {
    const parts = Object.fromEntries(Object.keys(this.results).sort().map((key) => [key, canonical(this.results[key])]));
    const joined = (object) => `{${Object.entries(object).map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
    const [whole, content] = [joined(parts), joined(without(parts, "heads"))];
    this.marks = marks(whole);
    const digest = hex(sha256(UTF8.encode(whole)));
    if (digest !== this.document.digest || whole !== whole.normalize("NFC")) this.found("digest");
    if (!(await this.holds(whole, this.document.signature, this.key))) this.found("signature");
    const last = await this.chain();
    const { rule, categories, prizes, edition } = this.results;
    const steps = this.steps ? { steps: this.steps } : {};
    const ruled = canonical({ rule, categories, prizes, ...steps, edition: edition.code });
    this.sealed(last, "rule", [leafHash(ruled)], hex(sha256(UTF8.encode(ruled))));
    this.sealed(last, "decision", [leafHash(content)], hex(sha256(UTF8.encode(content))));
    this.sealed(last, "sheets", leaves, "");
    if (!this.steps) this.notes.push(["unruled", {}]);
    if (!last.has("submissions")) this.notes.push(["not_sealed", { subject: "submissions" }]);
    for (const [subject, head] of last) {
      if (subject !== "decision" && head.number > (last.get("decision") ?? head).number) {
        this.found("head", { number: head.number, part: "place" });
      }
    }
  }

  async chain() {
    const hashes = [];
    const last = new Map();
    for (const [at, head] of this.heads.entries()) {
      const number = at + 1;
      const known = last.has(head.subject);
      const right = {
        format: head.format === HEAD,
        number: head.number === number,
        edition: head.edition === this.results.edition.code,
        key: head.key === this.key,
        previous: head.previous === (hashes.length ? hex(hashes.at(-1)) : ""),
        log: head.log === treeRoot(hashes),
        kind: head.kind === (known ? "correction" : head.subject),
        reason: isText(head.reason) || !known,
        signature: await this.holds(canonical(without(head, "signature")), head.signature, head.key),
      };
      for (const [part, holds] of Object.entries(right)) if (!holds) this.found("head", { number, part });
      if (known) this.notes.push(["corrected", { number, subject: head.subject, reason: head.reason }]);
      else if (head.reason) this.notes.push(["late", { number, subject: head.subject }]);
      hashes.push(leafHash(canonical(head)));
      last.set(head.subject, head);
    }
    return last;
  }

  sealed(last, subject, leaves, digest) {
    const head = last.get(subject);
    if (!head && leaves.length) this.found("head_missing", { subject });
    else if (!head) return;
    else if (head.size !== leaves.length || head.root !== treeRoot(leaves) || head.digest !== digest) {
      this.found("sealed", { number: head.number, subject });
    }
  }

  byPoints(numbers) {
    const mine = numbers.map((number) => [number, this.means.get(number)]);
    const common = lcm(mine.map(([, key]) => BigInt(key[0])));
    const keys = mine.map(([number, key]) => [number, key.slice(1).map((one) => (BigInt(one) * common) / BigInt(key[0]))]);
    keys.sort((one, other) => compare(other[1], one[1]));
    const ranks = new Map();
    let rank = 0;
    for (const [at, [number, key]] of keys.entries()) {
      if (!at || compare(keys[at - 1][1], key)) rank = at + 1;
      ranks.set(number, rank);
    }
    return ranks;
  }

  rank() {
    const { moved } = this;
    for (const place of this.categories.keys()) {
      const mine = [...this.entries.values()].filter((one) => one.category === place);
      const ranks = this.byPoints(mine.map((one) => one.number).filter((one) => this.means.has(one) && !moved.has(one)));
      const sorted = (some) => some.map((one) => one.rank).sort((one, other) => one - other);
      const put = sorted(mine.filter((one) => moved.has(one.number)));
      const others = sorted(mine.filter((one) => !moved.has(one.number) && !ranks.has(one.number)));
      const every = sorted(mine);
      for (const { number, rank } of mine) {
        let follows;
        if (moved.has(number)) follows = every.filter((one) => one === rank).length === 1 ? 1 + below(every, rank) : 0;
        else if (ranks.has(number)) follows = ranks.get(number) + below(put, rank);
        else follows = 1 + ranks.size + below(put, rank) + below(others, rank);
        if (rank !== follows) this.found("rank", { number, stated: rank, follows });
      }
    }
  }

  entry(number) {
    const entry = this.entries.get(number);
    const totals = this.totals.get(number) ?? [];
    const [added, result] = [this.added.has(number), this.means.has(number)];
    const elsewhere = has(this.judged, number) && entry.category !== this.judged[number];
    if (elsewhere || !(totals.length || added)) this.found("unknown", { number });
    const { numerator, denominator } = entry.mean;
    const mine = BigInt(sum(totals)) * BigInt(denominator);
    const stated = BigInt(numerator) * BigInt(totals.length * UNIT);
    // What has no result is listed without one.
    const right = !result && added ? numerator === 0 : denominator > 0 && mine === stated;
    if (!right || entry.sheets !== totals.length) this.found("mean", { number });
    if (!result && !added) this.found("few", { number });
  }

  reaches(category, totals) {
    const [points, part = ""] = category.threshold.split(".");
    const threshold = Number(points) * 100 + Number(`${part}00`.slice(0, 2));
    return sum(totals) * 100 >= threshold * totals.length * UNIT;
  }

  listed(passed) {
    const known = new Map();
    let base = null;
    for (const version of this.results.lists) {
      const { number, kind, entries, adjustments, rule, digest } = version;
      const listed = new Set(entries);
      const strange = entries.some((one) => !has(this.judged, one) && !this.added.has(one));
      if (listed.size !== entries.length || strange) this.found("list", { number, kind, work: "entries" });
      const changes = new Map(adjustments.map((one) => [one.number, one.change]));
      for (const one of adjustments) {
        const wanted = { added: true, moved: true, removed: false }[one.change];
        if (listed.has(one.number) !== wanted || !isText(one.reason)) this.found("list", { number, kind, work: one.number });
      }
      const source = rule.kind === "decision" ? rule.shortlist : rule.from;
      const { before, first, place } = known.get(source) ?? { before: null, first: version, place: -1 };
      const byPoints = BY_POINTS.includes(rule.kind);
      const comes = !before === byPoints && (source === undefined) === byPoints && !known.has(digest);
      if (!comes) this.found("list", { number, kind, work: "from" });
      known.set(digest, { before: listed, first, place: this.step(version, place) });
      if (before) {
        // Nothing explains what became of a work without a ballot.
        const voted = rule.kind === "council_vote";
        const stayed = [...before].filter((one) => !voted || (passed.get(one) ?? (this.newer && !listed.has(one))));
        const added = [...changes.keys()].filter((one) => changes.get(one) === "added");
        const kept = new Set([...stayed, ...added].filter((one) => changes.get(one) !== "removed"));
        const wrong = [...new Set([...kept, ...listed])].filter((one) => kept.has(one) !== listed.has(one));
        for (const work of wrong.sort()) this.found("list", { number, kind, work });
      }
      if (kind === "decided") base = first;
    }
    const decided = this.results.lists.filter((one) => one.kind === "decided").at(-1);
    const numbers = this.results.shortlist.map((one) => one.number);
    if (!decided || canonical([...decided.entries].sort()) !== canonical(numbers.sort())) this.found("decided");
    if (base) this.firstList(base);
  }

  // The place of a list among the sealed steps: that of the first, the next, or the same for a correction.
  step({ kind, number, rule }, before) {
    const steps = [...(this.steps ?? []), { kind: "decided", rule: "decision" }];
    const place = steps.findIndex((one) => one.kind === kind);
    const step = steps.at(place);
    const corrects = rule.kind === "correction";
    const follows = BY_POINTS.includes(rule.kind) || place === before + (corrects ? 0 : 1);
    const same = corrects || (rule.kind === step.rule && (rule.count ?? null) === (step.count ?? null));
    if (this.steps && !(place >= 0 && follows && same)) this.found("step", { number, kind });
    return place;
  }

  firstList({ rule, entries, adjustments }) {
    const listed = new Set(entries);
    const named = new Set(adjustments.map((one) => one.number));
    for (const [place, category] of this.categories) {
      const ranks = this.byPoints([...this.means.keys()].filter((one) => this.judged[one] === place));
      for (const [number, rank] of ranks) {
        const wanted = rule.kind === "top" ? rank <= rule.count : this.reaches(category, this.totals.get(number));
        if (!named.has(number) && wanted !== listed.has(number)) this.found(wanted ? "left_out" : "threshold", { number });
      }
    }
  }

  capped() {
    const prizes = new Map(this.prizes.map((one) => [one.code, one]));
    const given = new Map();
    for (const [number, { prize, category }] of this.entries) {
      if (prize === null) continue;
      if (!prizes.has(prize)) this.found("prize", { number, prize });
      else for (const place of [`${category} ${prize}`, String(category), "all"]) given.set(place, (given.get(place) ?? 0) + 1);
    }
    const limits = new Map([["all", this.results.rule.prize_cap]]);
    for (const [place, category] of this.categories) {
      if (!isText(this.results.decision.cap_reasons[place] ?? "")) limits.set(String(place), category.prize_cap);
      for (const [code, one] of prizes) limits.set(`${place} ${code}`, one.max_per_category);
    }
    for (const [what, count] of given) if (count > (limits.get(what) ?? Infinity)) this.found("cap", { what });
  }

  // The rule of each vote is that of the sealed step; only what too few may vote on secretly is voted on openly.
  votes() {
    const votes = new Map();
    for (const { kind, rule } of this.results.lists) {
      const sealed = (this.steps ?? []).findLast((one) => one.kind === kind)?.vote ?? {};
      for (const one of rule.votes ?? []) {
        const openly = one.secrecy === "open" && sealed.secrecy === "secret";
        const stated = Object.fromEntries(Object.keys(sealed).map((part) => [part, one[part]]));
        if (openly) stated.secrecy = "secret";
        const ruled = !this.steps || Object.keys(sealed).length > 0;
        if (canonical(stated) !== canonical(sealed) || votes.has(one.number) || !ruled) {
          this.found("vote", { number: one.number });
        }
        votes.set(one.number, { ...one, ...sealed, openly });
      }
    }
    return votes;
  }

  // Sums that add up, and pass or fail by the rule of the vote; gives what became of each work.
  ballots(votes) {
    const codes = new Set(this.prizes.map((one) => one.code));
    const [passed, turnout] = [new Map(), new Map()];
    for (const one of this.results.ballots) {
      const { number, vote } = one;
      const rule = votes.get(vote);
      const there = this.newer ? [one.handed_in, one.members] : [];
      const given = Object.values(one.prizes);
      const counts = [one.agree, one.disagree, one.abstain, ...given, one.recused, ...there];
      if (this.newer) counts.push(one.times);
      const cast = one.agree + one.disagree + one.abstain;
      const able = one.members - one.recused;
      let right = counts.every((count) => Number.isSafeInteger(count) && count >= 0) && rule !== undefined;
      right &&= sum(given) <= cast && cast <= able && Object.keys(one.prizes).every((code) => codes.has(code));
      right &&= !passed.has(number) && (has(this.judged, number) || this.added.has(number));
      if (right && this.newer) {
        const absent = one.handed_in - cast;
        right = absent >= 0 && absent <= one.recused && one.times > 0 && one.times <= rule.votes;
      }
      if (right && !turnout.has(vote)) turnout.set(vote, there);
      right &&= canonical(turnout.get(vote)) === canonical(there);
      right &&= !(rule.openly && able >= 3) && one.passed === passes(rule, one, cast);
      if (!right) this.found("ballots", { number });
      passed.set(number, passed.get(number) || one.passed);
    }
    for (const [number, [came, members]] of this.newer ? turnout : []) {
      const [part, whole] = share(votes.get(number).quorum);
      if (came * whole < members * part) this.found("quorum", { number, handed_in: came });
    }
    return passed;
  }
}

// How many of sorted numbers are smaller.
const below = (numbers, limit) => {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

// A share as two whole numbers: `2/3`, or `1`.
const share = (text) => {
  const [part, whole = "1"] = text.split("/");
  return [Number(part), Number(whole)];
};

const passes = (rule, one, cast) => {
  let base = rule.pass_of === "all" ? one.members - one.recused : cast;
  let { agree } = one;
  if (one.casting !== null) {
    if (!rule.casting_vote || agree !== one.disagree) return null;
    base += 1;
    agree += one.casting === true ? 1 : 0;
  }
  const [part, whole] = share(rule.pass_share);
  const [have, need] = [agree * whole, base * part];
  return base > 0 && agree > 0 && (rule.pass_by === "more_than" ? have > need : have >= need);
};

const receiptProblem = async (receipt, holds) => {
  const { leaf, head, path, index, format, ...strange } = receipt;
  if (Object.keys(strange).length) return "format";
  if (format !== INCLUSION || head.format !== HEAD || !(index >= 0 && index < head.size)) return "format";
  if (!(await holds(canonical(without(head, "signature")), head.signature, head.key))) return "signature";
  let found = leafHash(canonical(leaf));
  let [here, size] = [index, head.size];
  const left = path.map(unhex);
  while (size > 1) {
    if ((here ^ 1) < size) {
      unless(left.length > 0, "the path is too short");
      found = here % 2 ? nodeHash(left.shift(), found) : nodeHash(found, left.shift());
    }
    [here, size] = [here >> 1, (size + 1) >> 1];
  }
  return left.length || hex(found) !== head.root ? "root" : "";
};

const receiptFindings = async (check, receipt) => {
  const mine = read(receipt);
  if (marks(receipt) !== marks(canonical(mine))) check.found("twice");
  const why = mine.head.key === check.key ? await receiptProblem(mine, check.holds.bind(check)) : "signature";
  if (why) check.found("receipt", { why });
  if (!check.heads.some((head) => canonical(head) === canonical(mine.head))) check.found("receipt", { why: "head" });
  const { size, number: head } = mine.head;
  check.notes.push(["receipt_holds", { number: mine.leaf.number, index: mine.index + 1, size, head }]);
};

// `content` is the text of a results file, `receipt` that of an inclusion receipt, if there is one.
export const check = async (content, receipt = "") => {
  try {
    const done = await new Check(read(content)).run();
    if (marks(content) !== done.marks + marks(canonical({ ...done.document, results: 0 }))) done.found("twice");
    const sheets = sum([...done.totals.values()].map((one) => one.length));
    done.notes.push(["holds", { works: done.totals.size, sheets, heads: done.heads.length }]);
    if (receipt) await receiptFindings(done, receipt);
    const { problems, unsupported } = done;
    return { problems, notes: done.notes.filter(([code]) => !(problems.length && code.endsWith("holds"))), unsupported };
  } catch (error) {
    if (!(error instanceof UnreadableError || error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return { problems: [["unreadable", { why: error.message.slice(0, 200) }]], notes: [], unsupported: false };
  }
};

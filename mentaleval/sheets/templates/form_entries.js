"use strict";

// What was asked, what has been entered, and where it is kept.

const sheet = JSON.parse(document.getElementById("sheet").textContent);
const { attributes, conversations } = sheet;
const cells = conversations.flatMap(({ responses }, i) =>
  responses.flatMap(({ code }) => attributes.map((attribute) => ({ code, attribute, place: i + 1 }))));
const KEY = `mentaleval sheet ${sheet.sheet_id}`;
const CANNOT = "cannot rate";

// All that was typed. A rating's key is its code and attribute; a remark's is its code, or null
// for the whole sheet. Maps, so that no name in a rubric can be that of something else.
const ratings = new Map();
const remarks = new Map();
const state = { place: 0, unsaved: false, keeps: true }; // place 0 is the instructions

const cell = (code, attribute) => `${code}\n${attribute}`;
const typedAt = (code, attribute) => ratings.get(cell(code, attribute.name)) ?? "";

function enter(map, key, typed) {
  if (typed === "") map.delete(key);
  else map.set(key, typed);
}

// ---- what counts as a rating


// The same rule as in mentaleval/sheets/typed.py, which reads the file: what one took and the
// other did not would be lost.
const NUMBER = /^[+-]?(\p{Nd}{1,9}([.,]\p{Nd}{0,9})?|[.,]\p{Nd}{1,9})$/u;
const THOUSANDS = /^[+-]?(?!0)\p{Nd}{1,3}[.,]\p{Nd}{3}$/u; // 1,000 is two numbers
const CANNOT_SAID = /^cannot rate(:.*)?$/is;
const WIDE = /[\uff0b-\uff0e]/g; // + , - . of the width of a Chinese or Japanese sign

const stripped = (typed) => typed.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, "");
const isCannot = (typed) => CANNOT_SAID.test(stripped(typed));
const reasonOf = (typed) => (isCannot(typed) ? typed.replace(/^\s*cannot rate:?\s?/i, "") : "");
const cannotFor = (reason) => (reason.trim() ? `${CANNOT}: ${reason}` : CANNOT);
const narrow = (typed) => stripped(typed).replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
const isTwoNumbers = (typed) => THOUSANDS.test(narrow(typed));

// the digits of a script are ten in a row from its zero, so those before one tell which it is
function digit(sign) {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(sign.codePointAt(0) - before - 1))) before += 1;
  return String(before % 10);
}

const asNumber = (text) => Number(text.replace(",", ".").replace(/\p{Nd}/gu, digit));

function numberOf(typed) {
  const text = narrow(typed);
  return NUMBER.test(text) && !isTwoNumbers(text) ? asNumber(text) : NaN;
}

function isRating(typed, attribute) {
  const number = numberOf(typed);
  const fits = number >= attribute.low && number <= attribute.high;
  return fits && (!attribute.whole || Number.isInteger(number));
}

function isDone({ code, attribute }) {
  const typed = typedAt(code, attribute);
  return isCannot(typed) || isRating(typed, attribute);
}

const missing = () => cells.filter((one) => !isDone(one)).length;

// ---- the file

function document_() {
  return {
    mentaleval_sheet: 1,
    sheet_id: sheet.sheet_id,
    expert: sheet.expert,
    ratings: [...ratings].map(([key, typed]) => {
      const [code, attribute] = key.split("\n");
      return { code, attribute, typed };
    }),
    remarks: [...remarks].map(([code, typed]) => ({ code, typed })),
    saved_at: new Date().toISOString(),
  };
}

function problemOf(found) {
  const lists = [found?.ratings, found?.remarks];
  if (found?.mentaleval_sheet !== 1 || !lists.every(Array.isArray)) {
    return "This is no file that a rating sheet has saved.";
  }
  if (found.sheet_id !== sheet.sheet_id) {
    return `This file is from the sheet ${found.sheet_id} of ${found.expert}; here is the sheet `
      + `${sheet.sheet_id} of ${sheet.expert}.`;
  }
  const places = new Set(cells.map((one) => cell(one.code, one.attribute.name)));
  const codes = new Set([null, ...cells.map((one) => one.code)]);
  const sound = lists.flat().every((one) => typeof one?.typed === "string")
    && found.ratings.every((one) => places.has(cell(one.code, one.attribute)))
    && found.remarks.every((one) => codes.has(one.code));
  return sound ? null : "This file was changed after it was saved: not all in it belongs here.";
}

function take(found) {
  for (const { code, attribute, typed } of found.ratings) enter(ratings, cell(code, attribute), typed);
  for (const { code, typed } of found.remarks) enter(remarks, code, typed);
}

function differing(found) {
  const differs = (here, typed) => here !== undefined && here !== typed;
  return found.ratings.filter((one) => differs(ratings.get(cell(one.code, one.attribute)), one.typed)).length
    + found.remarks.filter((one) => differs(remarks.get(one.code), one.typed)).length;
}

// ---- the browser's own memory, which a private window or a setting may refuse

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...document_(), state }));
    state.keeps = true;
  } catch {
    state.keeps = false;
  }
}

function recall() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (found === null || problemOf(found) !== null) return;
    take(found);
    state.place = Math.min(Math.max(Math.trunc(found.state?.place) || 0, 0), conversations.length);
    state.unsaved = Boolean(found.state?.unsaved);
  } catch {
    state.keeps = false;
  }
}

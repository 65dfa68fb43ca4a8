// Who is at the other end of a call.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isSamePerson, otherEnd, People } from "../../custom_components/difuse/card/www/people.js";
import { aCall } from "./calls.js";

const ALICE = { shown: "07700 900101", photo: "/api/photo?sign=1", unwanted: false };

test("people are known by the number at the other end, and forgotten when nothing more is said of them", () => {
  const people = new People();
  people.take([aCall()], { "+447700900101": ALICE });
  assert.equal(people.of(aCall({ call_id: "another" })), ALICE);
  people.take([aCall()], {});
  assert.equal(people.of(aCall()), undefined);
});

test("a caller whose number is called like what every object has is nobody", () => {
  const people = new People();
  for (const number of ["constructor", "__proto__", "toString"]) {
    people.take([aCall({ other_number: number })], {});
    assert.equal(people.of(aCall({ other_number: number })), undefined);
  }
});

test("the number is shown as people here write it", () => {
  const end = { name: "Alice Morgan", number: "+447700900101" };
  assert.deepEqual(otherEnd(aCall(), ALICE), { ...end, shown: "07700 900101" });
  assert.deepEqual(otherEnd(aCall()), { ...end, shown: "+447700900101" });
});

for (const name of ["+44 7700 900101", "00447700900101", "07700-900101", "(07700) 900101", null]) {
  test(`${name} is no name of somebody with that number`, () => {
    assert.equal(otherEnd(aCall({ other_name: name }), ALICE).name, "");
  });
}

test("a number withheld has neither name nor number", () => {
  const call = aCall({ other_number: "", other_name: null });
  assert.deepEqual(otherEnd(call), { name: "", number: "", shown: "" });
});

test("somebody looks the same with a picture signed anew, and another without one", () => {
  assert.ok(isSamePerson(ALICE, { ...ALICE, photo: "/api/photo?sign=2" }));
  assert.ok(isSamePerson(undefined, undefined));
  for (const change of [{ photo: null }, { unwanted: true }, { shown: "1" }]) {
    assert.ok(!isSamePerson(ALICE, { ...ALICE, ...change }));
  }
  assert.ok(!isSamePerson(ALICE, undefined));
});

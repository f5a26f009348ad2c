// What there is to measure, as JSON: operations by subject.
import { subjects } from './subjects.ts';

console.log(
  JSON.stringify(Object.fromEntries(Object.entries(subjects).map(([name, entry]) => [name, entry.operations]))),
);

import { Colour, type Human, type Medium } from './packages/app/src/generated/models.ts';
import * as querier from './packages/app/src/generated/querier.ts';

export const medium: Medium = { id: 1, color: Colour['dark blue'] };
export const human: Human = { id: 1, colors: [Colour.red, '1st', null] };
// @ts-expect-error not a label
export const other: Colour = 'dark red';
// @ts-expect-error the object is constant
Colour.red = 'red';
// @ts-expect-error there is no interface beside the class
export type None = querier.Querier;
